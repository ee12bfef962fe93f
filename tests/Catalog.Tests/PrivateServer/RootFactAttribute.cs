namespace OmeNgff.Catalog.Tests.PrivateServer;

/// <summary>A test of what happens when we are root, and PostgreSQL therefore runs as another user.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Skip = "Only root runs PostgreSQL as another user.";
        }
    }
}
