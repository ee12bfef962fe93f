using System.Text;
using System.Text.Json;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.AlignmentFiles;

/// <summary>
/// Reads plain matrices: a row a line with spaces or commas between the numbers, lines beginning with <c>#</c> left out,
/// or a JSON list of rows. N rows of N + 1 numbers, or N + 1 of which the last is 0 … 0 1.
/// </summary>
internal static class MatrixTextReader
{
    /// <summary>The most axes that a matrix may have.</summary>
    public const int MaxFileAxes = 10;

    /// <summary>The longest text, in characters: a few numbers need no more.</summary>
    private const int MaxMatrixLength = 1 << 16;

    /// <summary>Reads a matrix.</summary>
    public static AlignmentFile Read(string content)
    {
        if (content.Length > MaxMatrixLength)
        {
            throw Rules.AlignmentFileTooLong.Refusal(
                FileText.Content, $"A matrix is told in {MaxMatrixLength} characters (limit MaxMatrixLength).");
        }

        var rows = content.AsSpan().TrimStart("\uFEFF \t\r\n").StartsWith("[") ? JsonRows(content) : TextRows(content);
        if (rows.Count == 0)
        {
            throw Rules.AlignmentFileInvalid.Refusal(FileText.Content, "The file has no numbers.");
        }

        var columns = rows[0].Length;
        if (rows.Exists(row => row.Length != columns))
        {
            throw Rules.AlignmentFileInvalid.Refusal(FileText.Content, "All rows of a matrix have the same length.");
        }

        var rank = columns - 1;
        if (rank < 1 || rank > MaxFileAxes || (rows.Count != rank && rows.Count != columns))
        {
            throw Rules.AlignmentFileInvalid.Refusal(
                FileText.Content,
                "A matrix of N axes has N or N + 1 rows of N + 1 numbers, at most 10 axes (limit MaxFileAxes), not "
                + $"{rows.Count} of {columns}.");
        }

        if (rows.Count == columns && rows[rank].Where((number, column) => number != (column == rank ? 1 : 0)).Any())
        {
            throw Rules.AlignmentFileInvalid.Refusal(
                FileText.Content, "The last row of a homogeneous matrix is 0 … 0 1; others are no affine transformations.");
        }

        return new AlignmentFile(AlignmentFileFormat.Matrix)
        {
            Matrix = Matrix.Create(rank, columns, (row, column) => rows[row][column]),
        };
    }

    private static List<double[]> TextRows(string content)
    {
        var rows = new List<double[]>();
        foreach (var (number, line) in FileText.Lines(content))
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            rows.Add(FileText.Numbers(line, $"Line {number}", separators: ","));
            RefuseMany(rows.Count);
        }

        return rows;
    }

    private static List<double[]> JsonRows(string content)
    {
        var (document, fault) = StrictJson.Parse(Encoding.UTF8.GetBytes(content.TrimStart('\uFEFF')));
        if (fault is not null)
        {
            throw new NgffException([fault with { Pointer = FileText.Content, Refuses = true }]);
        }

        var rows = new List<double[]>();
        foreach (var row in document!.Element.EnumerateArray())
        {
            RefuseMany(rows.Count + 1);
            if (row.ValueKind != JsonValueKind.Array || row.GetArrayLength() > MaxFileAxes + 1
                || row.EnumerateArray().Any(number => number.ValueKind != JsonValueKind.Number))
            {
                throw Rules.AlignmentFileInvalid.Refusal(
                    FileText.Content, $"Row {rows.Count} is no list of up to {MaxFileAxes + 1} numbers.");
            }

            rows.Add([.. row.EnumerateArray().Select(number => FileText.Number(number.GetRawText(), $"Row {rows.Count}"))]);
        }

        return rows;
    }

    private static void RefuseMany(int rows)
    {
        if (rows > MaxFileAxes + 1)
        {
            throw Rules.AlignmentFileTooLong.Refusal(
                FileText.Content, $"A matrix has at most {MaxFileAxes} axes (limit MaxFileAxes).");
        }
    }
}
