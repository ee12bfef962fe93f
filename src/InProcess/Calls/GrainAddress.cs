namespace OmeNgff.InProcess.Calls;

/// <summary>What names a grain: its class and its key.</summary>
internal readonly record struct GrainAddress(Type GrainClass, string Key)
{
    public override string ToString() => $"{GrainClass.Name}/{Key}";
}
