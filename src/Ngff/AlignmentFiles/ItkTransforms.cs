using System.Collections.Frozen;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.AlignmentFiles;

/// <summary>
/// The kinds of transformations of ITK that are matrices, by what their parameters mean (ITK, module "Transform": the
/// parameters of each class).
/// </summary>
internal static class ItkTransforms
{
    private static readonly FrozenDictionary<string, Kind> Kinds = new Dictionary<string, Kind>
    {
        ["IdentityTransform"] = new(0, _ => 0, false, (_, values) => Identity(values.Rank)),
        ["TranslationTransform"] = new(0, rank => rank, false, (_, values) => Shift(values.Parameters)),
        ["ScaleTransform"] = new(0, rank => rank, true, (_, values) => CentredTransforms.Of(
            CentredTransforms.Diagonal(values.Parameters), values.Centre, new double[values.Rank])),
        ["AffineTransform"] = new(0, rank => rank * (rank + 1), true, (_, values) => Affine(values)),
        ["MatrixOffsetTransformBase"] = new(0, rank => rank * (rank + 1), true, (_, values) => Affine(values)),
        ["Euler2DTransform"] = new(2, _ => 3, true, (_, values) => Rigid(values)),
        ["Rigid2DTransform"] = new(2, _ => 3, true, (_, values) => Rigid(values)),
        ["CenteredRigid2DTransform"] = new(2, _ => 5, false, (_, values) => CentredTransforms.Of(
            CentredTransforms.Plane(values.Parameters[0]), values.Parameters.AsSpan(1, 2), values.Parameters.AsSpan(3))),
        ["Similarity2DTransform"] = new(2, _ => 4, true, (_, values) => CentredTransforms.Of(
            CentredTransforms.Plane(values.Parameters[1], values.Parameters[0]),
            values.Centre,
            values.Parameters.AsSpan(2))),
        ["CenteredSimilarity2DTransform"] = new(2, _ => 6, false, (_, values) => CentredTransforms.Of(
            CentredTransforms.Plane(values.Parameters[1], values.Parameters[0]),
            values.Parameters.AsSpan(2, 2),
            values.Parameters.AsSpan(4))),
        ["Euler3DTransform"] = new(3, _ => 6, true, (_, values) => CentredTransforms.Of(
            CentredTransforms.Euler(values.Parameters, values.IsZyx), values.Centre, values.Parameters.AsSpan(3))),
        ["CenteredEuler3DTransform"] = new(3, _ => 9, false, (_, values) => CentredTransforms.Of(
            CentredTransforms.Euler(values.Parameters, values.IsZyx),
            values.Parameters.AsSpan(3, 3),
            values.Parameters.AsSpan(6))),
        ["VersorTransform"] = new(3, _ => 3, true, (what, values) => CentredTransforms.Of(
            Versor(what, values), values.Centre, new double[3])),
        ["VersorRigid3DTransform"] = new(3, _ => 6, true, (what, values) => CentredTransforms.Of(
            Versor(what, values), values.Centre, values.Parameters.AsSpan(3))),
        ["Similarity3DTransform"] = new(3, _ => 7, true, (what, values) => CentredTransforms.Of(
            Map(Versor(what, values), (_, _, number) => number * values.Parameters[6]),
            values.Centre,
            values.Parameters.AsSpan(3, 3))),

        // The scales are added to the turn, s − 1 on the diagonal, and do not multiply it.
        ["ScaleVersor3DTransform"] = new(3, _ => 9, true, (what, values) => CentredTransforms.Of(
            Map(Versor(what, values), (row, column, number) =>
                row == column ? number + (values.Parameters[6 + row] - 1) : number),
            values.Centre,
            values.Parameters.AsSpan(3, 3))),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The number of axes that a kind has; 0 where it has as many as one says.</summary>
    /// <exception cref="NgffException"><c>alignment-file-unsupported</c>.</exception>
    public static int RankOf(string kind, string pointer) => Get(kind, pointer).Rank;

    /// <summary>A transformation as a matrix of N rows of N + 1 numbers.</summary>
    /// <param name="kind">The name of the class, without the types of its template.</param>
    /// <param name="rank">N, 2 or 3.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="fixedParameters">The centre, and for turns about x, y and z whether they are in the order ZYX; null
    /// where nothing says.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="pointer">Where the file is.</param>
    /// <exception cref="NgffException">There is no such kind, or its parameters are not as many.</exception>
    public static Matrix ToMatrix(
        string kind, int rank, double[] parameters, double[]? fixedParameters, string what, string pointer)
    {
        var read = Get(kind, pointer);
        var count = read.Count(rank);
        if (parameters.Length != count)
        {
            throw Rules.AlignmentFileInvalid.Refusal(
                pointer, $"{what} of {rank} axes has {count} parameters, not {parameters.Length}.");
        }

        // Turns about x, y and z have a fourth number.
        var most = kind.Contains("Euler3D", StringComparison.Ordinal) ? rank + 1 : rank;
        var least = read.HasCentre ? rank : 0;
        if (fixedParameters is null ? read.HasCentre : fixedParameters.Length < least || fixedParameters.Length > most)
        {
            throw Rules.AlignmentFileInvalid.Refusal(
                pointer,
                $"{what} has a centre of {rank} numbers, not {fixedParameters?.Length ?? 0}.");
        }

        var matrix = read.ToMatrix(what, new Values(rank, parameters, fixedParameters ?? []) { Pointer = pointer });
        return matrix.Values.All(double.IsFinite)
            ? matrix
            : throw Rules.TransformationOverflow.Refusal(pointer, $"{what} leaves the range of double precision.");
    }

    /// <summary>A matrix that moves nothing.</summary>
    public static Matrix Identity(int rank) =>
        Matrix.Create(rank, rank + 1, (row, column) => row == column ? 1 : 0);

    private static Kind Get(string kind, string pointer) => Kinds.TryGetValue(kind, out var found)
        ? found
        : throw Rules.AlignmentFileUnsupported.Refusal(
            pointer,
            $"A {FileText.Shown(kind)} cannot be taken over; those that are matrices can: "
            + $"{string.Join(", ", Kinds.Keys.Order(StringComparer.Ordinal))}.");

    private static Matrix Shift(double[] offsets) => Matrix.Create(
        offsets.Length,
        offsets.Length + 1,
        (row, column) => column == offsets.Length ? offsets[row] : row == column ? 1 : 0);

    private static Matrix Affine(Values values)
    {
        var (rank, parameters) = (values.Rank, values.Parameters);
        return CentredTransforms.Of(
            Matrix.Create(rank, rank, (row, column) => parameters[(row * rank) + column]),
            values.Centre,
            parameters.AsSpan(rank * rank));
    }

    private static Matrix Rigid(Values values) => CentredTransforms.Of(
        CentredTransforms.Plane(values.Parameters[0]), values.Centre, values.Parameters.AsSpan(1));

    private static Matrix Versor(string what, Values values) =>
        CentredTransforms.Versor(values.Parameters.AsSpan(0, 3))
        ?? throw Rules.AlignmentFileInvalid.Refusal(
            values.Pointer, $"{what} has a versor that is longer than 1, which is no turn.");

    private static Matrix Map(Matrix matrix, Func<int, int, double, double> number) => Matrix.Create(
        matrix.Rows, matrix.Columns, (row, column) => number(row, column, matrix[row, column]));

    /// <param name="Rank">The number of axes; 0 for any.</param>
    /// <param name="Count">The number of parameters for a number of axes.</param>
    /// <param name="HasCentre">True where the fixed parameters begin with the centre.</param>
    /// <param name="ToMatrix">What it does, given a name for messages.</param>
    private sealed record Kind(int Rank, Func<int, int> Count, bool HasCentre, Func<string, Values, Matrix> ToMatrix);

    private sealed record Values(int Rank, double[] Parameters, double[] Fixed)
    {
        public string Pointer { get; init; } = "";

        public ReadOnlySpan<double> Centre => Fixed.AsSpan(0, Rank);

        public bool IsZyx => Fixed.Length > Rank && Fixed[Rank] != 0;
    }
}
