namespace OmeNgff.InProcess.Calls;

/// <summary>What names a grain: its class and its key.</summary>
readonly record struct GrainAddress(Type GrainClass, string Key)
{
    public override string ToString() => $"{GrainClass.Name}/{Key}";
}
