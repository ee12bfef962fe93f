using OmeNgff.Silo.Hosting;
using OmeNgff.Silo.Viewers.Page;

namespace OmeNgff.Silo.Viewers.Links;

/// <summary>Where the viewers are that images are opened in.</summary>
public sealed class ViewerAddresses(SiloOptions options, ViewerFiles page)
{
    /// <summary>The public Neuroglancer.</summary>
    public static readonly Uri PublicNeuroglancer = new("https://neuroglancer-demo.appspot.com/");

    /// <summary>Neuroglancer: the configured one, else that of this catalog, else the public one.</summary>
    /// <param name="catalog">The address of the catalog, without a slash at the end.</param>
    public string Neuroglancer(string catalog) =>
        options.Neuroglancer?.AbsoluteUri
        ?? (page.IsBuilt ? $"{catalog}{ViewerRoutes.Path}/" : PublicNeuroglancer.AbsoluteUri);

    /// <summary>vizarr.</summary>
    public string Vizarr => options.Vizarr.AbsoluteUri;

    /// <summary>The OME-NGFF validator.</summary>
    public string Validator => options.Validator.AbsoluteUri;
}
