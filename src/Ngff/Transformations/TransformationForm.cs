namespace OmeNgff.Ngff.Transformations;

/// <summary>Where members that the model does not know may be.</summary>
internal enum TransformationForm
{
    /// <summary>Anywhere: they are kept.</summary>
    Document,

    /// <summary>Anywhere, <c>input</c> and <c>output</c> among them: 0.4 and 0.5 do not have these.</summary>
    Scaled,

    /// <summary>Under <c>attributes</c> alone; elsewhere they are refused, for they may be misspelt.</summary>
    Record,
}
