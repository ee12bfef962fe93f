namespace OmeNgff.Silo.Tests.Viewers.Requests;

/// <summary>
/// Requests below <c>/zarr/</c> and what is answered, one a row: the status; what comes; the path, with names of
/// <see cref="PublishedRecords"/> in braces; and the <c>Range</c>, if any. What comes is <c>json</c>, <c>problem</c>,
/// <c>-</c> (nothing) or that many bytes of a chunk or of a part. Each row is asked with GET and with HEAD.
/// </summary>
internal static class RequestTable
{
    public const string Rows =
        """
        # What Neuroglancer looks for, of v3 data
        404 -       /zarr/0.5/{image}.zarr
        404 -       /zarr/0.5/{image}.zarr/
        404 -       /zarr/0.5/{image}.zarr/refs/branch.main/ZZZZZZZZ.json
        404 -       /zarr/0.5/{image}.zarr/manifest.ocdbt
        404 -       /zarr/0.5/{image}.zarr/attributes.json
        404 -       /zarr/0.5/{image}.zarr/info
        404 -       /zarr/0.5/{image}.zarr/.zarray
        404 -       /zarr/0.5/{image}.zarr/.zattrs
        200 json    /zarr/0.5/{image}.zarr/zarr.json
        206 1       /zarr/0.5/{image}.zarr/zarr.json                                bytes=0-0
        200 json    /zarr/0.5/{image}.zarr/0/zarr.json
        200 json    /zarr/0.5/{image}.zarr/2/zarr.json
        # … and of v2 data
        404 -       /zarr/0.4/{v2}.zarr
        404 -       /zarr/0.4/{v2}.zarr/info
        404 -       /zarr/0.4/{v2}.zarr/.zarray
        200 json    /zarr/0.4/{v2}.zarr/.zattrs
        404 -       /zarr/0.4/{v2}.zarr/zarr.json
        200 json    /zarr/0.4/{v2}.zarr/0/.zarray
        404 -       /zarr/0.4/{v2}.zarr/0/zarr.json
        200 100     /zarr/0.4/{v2}.zarr/0/0/0
        404 -       /zarr/0.4/{v2}.zarr/0/1/0
        404 -       /zarr/0.4/{v2}.zarr/0/0.0

        # What zarrita, ome-zarr.js and vizarr look for
        404 -       /zarr/0.5/{image}.zarr/.zgroup
        404 -       /zarr/0.5/{image}.zarr/0/.zarray
        404 -       /zarr/0.5/{image}.zarr/0/.zattrs
        404 -       /zarr/0.5/{rows}.zarr/labels/.zattrs
        404 -       /zarr/0.5/{rows}.zarr/labels/.zgroup
        404 -       /zarr/0.5/{rows}.zarr/labels/zarr.json
        200 json    /zarr/0.5/{image}.zarr/labels/zarr.json
        200 json    /zarr/0.4/{v2}.zarr/.zgroup
        404 -       /zarr/0.4/{v2}.zarr/labels/.zattrs
        404 -       /zarr/0.4/{v2}.zarr/labels/.zarray
        404 -       /zarr/0.4/{v2}.zarr/labels/.zgroup
        404 -       /zarr/0.4/{v2}.zarr/labels/zarr.json
        404 -       /zarr/0.5/{rows}.zarr/OME/METADATA.ome.xml

        # What ome-ngff-validator looks for
        404 -       /zarr/0.5/{image}.zarr/ro-crate-metadata.json
        404 -       /zarr/0.4/{v2}.zarr/ro-crate-metadata.json

        # What zarr-python and napari look for
        200 json    /zarr/0.4/{v2}.zarr/.zmetadata
        404 -       /zarr/0.5/{image}.zarr/.zmetadata
        404 -       /zarr/0.4/{v2}.zarr/0/.zgroup
        200 json    /zarr/0.5/{image}.zarr/labels/nuclei/zarr.json

        # What n5 readers look for
        404 -       /zarr/0.4/{v2}.zarr/attributes.json
        404 -       /zarr/0.4/{v2}.zarr/0/attributes.json

        # Every version, layout and place has documents and chunks
        200 json    /zarr/0.4/{rows}.zarr/.zattrs
        200 json    /zarr/0.4/{rows}.zarr/0/.zarray
        200 json    /zarr/0.6/{rows}.zarr/zarr.json
        200 json    /zarr/0.5/{v2}.zarr/0/zarr.json
        200 json    /zarr/0.5/distributed/{rows}.zarr/zarr.json
        200 json    /zarr/0.5/distributed/{rows}.zarr/0/zarr.json
        200 json    /zarr/0.4/distributed/{rows}.zarr/0/.zattrs
        200 json    /zarr/0.5/in/{space}/{rows}.zarr/zarr.json
        200 json    /zarr/0.5/in/{space}/pin/{alignment}@1/{rows}.zarr/zarr.json
        200 json    /zarr/0.6/in/{turned}/{rows}.zarr/zarr.json
        200 json    /proxied/zarr/0.5/{rows}.zarr/zarr.json
        200 json    /proxied/zarr/0.5/in/{space}/{rows}.zarr/0/zarr.json
        200 100     /zarr/0.5/{rows}.zarr/0/c/5/0
        200 100     /zarr/0.4/{rows}.zarr/0/5/0
        200 100     /zarr/0.6/{rows}.zarr/0/c/5/0
        200 100     /zarr/0.5/{v2}.zarr/0/0/0
        200 100     /zarr/0.5/distributed/{rows}.zarr/0/c/5/0
        200 100     /zarr/0.5/in/{space}/{rows}.zarr/0/c/5/0
        200 100     /zarr/0.5/in/{space}/pin/{alignment}@1/{rows}.zarr/0/c/5/0
        200 100     /proxied/zarr/0.5/{rows}.zarr/0/c/5/0
        200 468     /zarr/0.5/{shards}.zarr/0/c/0/0

        # Chunks that are not there: never written, outside of the grid, named in another way
        404 -       /zarr/0.5/{rows}.zarr/0/c/63/0
        404 -       /proxied/zarr/0.5/{rows}.zarr/0/c/63/0
        404 -       /zarr/0.5/{rows}.zarr/0/c/64/0
        404 -       /zarr/0.5/{rows}.zarr/0/c/0/1
        404 -       /zarr/0.5/{rows}.zarr/0/c/-1/0
        404 -       /zarr/0.5/{rows}.zarr/0/c/05/0
        404 -       /zarr/0.5/{rows}.zarr/0/c/5
        404 -       /zarr/0.5/{rows}.zarr/0/c/5/0/0
        404 -       /zarr/0.5/{rows}.zarr/0/c/99999999999999999999/0
        404 -       /zarr/0.5/{rows}.zarr/0/c.5.0
        404 -       /zarr/0.5/{rows}.zarr/0/5/0
        404 -       /zarr/0.5/{rows}.zarr/c/5/0
        404 -       /zarr/0.5/{rows}.zarr/1/c/5/0
        404 -       /zarr/0.5/{shards}.zarr/0/c/1/0
        404 -       /zarr/0.5/{shards}.zarr/0/c/16/0

        # Label images
        200 json    /zarr/0.4/{image}.zarr/labels/.zattrs
        200 json    /zarr/0.4/{image}.zarr/labels/nuclei/0/.zarray
        200 json    /zarr/0.5/distributed/{image}.zarr/labels/nuclei/0/zarr.json
        404 -       /zarr/0.5/{image}.zarr/labels
        404 -       /zarr/0.5/{image}.zarr/labels/nuclei
        404 -       /zarr/0.5/{image}.zarr/labels/other/zarr.json
        404 -       /zarr/0.5/{image}.zarr/labels/nuclei/labels/zarr.json
        404 -       /zarr/0.5/{image}.zarr/labels/nuclei/9/zarr.json

        # Plates, wells, series, scenes, lists
        200 json    /zarr/0.5/collections/{plate}.zarr/zarr.json
        200 json    /zarr/0.4/collections/{plate}.zarr/.zattrs
        200 json    /zarr/0.5/collections/{plate}.zarr/A/zarr.json
        200 json    /zarr/0.5/collections/{plate}.zarr/A/1/zarr.json
        200 json    /zarr/0.5/collections/{plate}.zarr/A/1/0/zarr.json
        200 json    /zarr/0.5/collections/{plate}.zarr/A/1/0/0/zarr.json
        200 100     /zarr/0.5/collections/{plate}.zarr/A/1/0/0/c/5/0
        206 10      /zarr/0.5/collections/{plate}.zarr/A/1/0/0/c/5/0                bytes=-10
        200 468     /zarr/0.5/collections/{plate}.zarr/A/1/1/0/c/0/0
        200 100     /proxied/zarr/0.4/collections/{plate}.zarr/A/1/0/0/5/0
        404 -       /zarr/0.5/collections/{plate}.zarr
        404 -       /zarr/0.5/collections/{plate}.zarr/A/2/zarr.json
        404 -       /zarr/0.5/collections/{plate}.zarr/B/1/zarr.json
        404 -       /zarr/0.5/collections/{plate}.zarr/A/1/2/zarr.json
        404 -       /zarr/0.5/collections/{plate}.zarr/A/1/0/0/c/64/0
        200 json    /zarr/0.5/collections/{well}.zarr/zarr.json
        200 json    /zarr/0.4/collections/{well}.zarr/0/.zattrs
        200 json    /zarr/0.5/collections/{series}.zarr/zarr.json
        200 json    /zarr/0.5/collections/{series}.zarr/OME/zarr.json
        200 json    /zarr/0.4/collections/{series}.zarr/OME/.zattrs
        404 -       /zarr/0.5/collections/{series}.zarr/OME/METADATA.ome.xml
        200 json    /zarr/0.5/collections/{series}.zarr/1/labels/nuclei/zarr.json
        200 json    /zarr/0.6/collections/{scene}.zarr/zarr.json
        200 100     /zarr/0.6/collections/{scene}.zarr/left/0/c/5/0
        404 -       /zarr/0.6/collections/{scene}.zarr/right/zarr.json

        # What cannot be said in the version, or is asked for wrongly, is a problem that says why
        409 problem /zarr/0.4/collections/{scene}.zarr/.zattrs
        409 problem /zarr/0.4/collections/{scene}.zarr/left/.zgroup
        409 problem /zarr/0.5/collections/{scene}.zarr/left/zarr.json
        409 problem /zarr/0.5/collections/{scene}.zarr/left/0/zarr.json
        409 problem /zarr/0.5/collections/{scene}.zarr/left/0/c/5/0
        404 -       /zarr/0.5/collections/{scene}.zarr/left/0/c/64/0
        404 -       /zarr/0.5/collections/{scene}.zarr/left/labels/zarr.json
        404 -       /zarr/0.5/collections/{scene}.zarr/right/zarr.json
        404 -       /zarr/0.5/collections/{scene}.zarr/info
        409 problem /zarr/0.5/collections/{list}.zarr/zarr.json
        409 problem /zarr/0.4/{shards}.zarr/.zattrs
        409 problem /zarr/0.4/{shards}.zarr/0/.zarray
        409 problem /zarr/0.5/in/{turned}/{rows}.zarr/zarr.json
        400 problem /zarr/0.3/{rows}.zarr/.zattrs
        400 problem /zarr/1.0/{rows}.zarr/zarr.json
        404 problem /zarr/0.5/nobody.zarr/zarr.json
        404 problem /zarr/0.5/collections/nobody.zarr/zarr.json
        404 problem /zarr/0.5/in/nowhere/{rows}.zarr/zarr.json
        404 problem /zarr/0.5/collections/{rows}.zarr/zarr.json
        404 problem /zarr/0.5/{plate}.zarr/zarr.json

        # Paths of no hierarchy
        404 -       /zarr
        404 -       /zarr/
        404 -       /zarr/0.5
        404 -       /zarr/0.5/{rows}
        404 -       /zarr/0.5/{rows}/zarr.json
        404 -       /zarr/0.5/.zarr/zarr.json
        404 -       /zarr/0.5/in/{space}
        404 -       /zarr/0.5/in/{space}/at/yesterday/{rows}.zarr/zarr.json
        404 -       /zarr/0.5/collections
        404 -       /proxied/zarr/0.5

        # Queries are no part of a key
        200 json    /zarr/0.5/{rows}.zarr/zarr.json?
        200 json    /zarr/0.5/{rows}.zarr/zarr.json?token=a%2Fb&token=c&space=x
        200 json    /zarr/0.5/{rows}.zarr/zarr.json?a[]=%00&%ff=%zz&&==
        200 100     /zarr/0.5/{rows}.zarr/0/c/5/0?zarr.json
        206 7       /zarr/0.5/{rows}.zarr/0/c/5/0?range=bytes=0-1                   bytes=3-9
        404 -       /zarr/0.5/{rows}.zarr/?key=zarr.json

        # Slashes: several are one, one at the end is a folder
        200 json    /zarr/0.5/{rows}.zarr//zarr.json
        200 json    /zarr//0.5//{rows}.zarr//0//zarr.json
        200 100     /zarr/0.5/{rows}.zarr/0//c///5/0
        404 -       /zarr/0.5/{rows}.zarr/zarr.json/
        404 -       /zarr/0.5/{rows}.zarr/0/c/5/0/
        404 -       /zarr/0.5/{image}.zarr/labels/nuclei/zarr.json/
        404 -       /zarr/0.5/collections/{plate}.zarr/A/1/0/0/c/5/0/

        # Percent codes are read once; what they hide is no slash
        200 json    /zarr/0.5/{rows}.zarr/zarr%2Ejson
        200 json    /z%61rr/0.5/{rows}.zarr/zarr.json
        404 -       /zarr/0.5/{rows}.zarr/zarr%252Ejson
        404 -       /zarr/0.5/{rows}.zarr/0%2Fzarr.json
        404 -       /zarr/0.5/{rows}.zarr%2Fzarr.json
        404 -       /zarr/0.5/{rows}.zarr/0/c/5%2F0
        404 -       /zarr/0.5/{rows}.zarr/0/c/5+/0
        404 -       /zarr/0.5/{rows}.zarr/0/c/+5/0
        404 -       /zarr/0.5/{rows}.zarr/0/c/%205/0
        404 -       /zarr/0.5/{rows}.zarr/100%25
        404 -       /zarr/0.5/{rows}.zarr/%C3%A4%F0%9F%98%80
        404 -       /zarr/0.5/{rows}.zarr/0%5Czarr.json
        404 -       /zarr/0.5/{rows}.zarr/%0d%0aSet-Cookie:x

        # Nothing leads out of a hierarchy, nor into another through this one
        200 json    /zarr/0.5/{rows}.zarr/0/../zarr.json
        200 json    /zarr/0.5/{rows}.zarr/0/%2e%2E/zarr.json
        200 json    /zarr/0.5/{rows}.zarr/./zarr.json
        404 -       /zarr/0.5/{rows}.zarr/..%2F{image}.zarr/zarr.json
        404 -       /zarr/0.5/{rows}.zarr/..%5C{image}.zarr%5Czarr.json
        404 -       /zarr/0.5/{rows}.zarr/0/c/..%2f..%2fzarr.json
        404 -       /zarr/0.5/{rows}.zarr/%252e%252e/%252e%252e/etc/passwd
        404 -       /zarr/0.5/{rows}.zarr/.../zarr.json
        404 -       /zarr/0.5/{rows}.zarr/{image}.zarr/zarr.json
        404 -       /zarr/0.5/{rows}.zarr/labels/nuclei/zarr.json
        404 -       /zarr/0.5/{nuclei}.zarr/labels/nuclei/zarr.json
        404 -       /zarr/0.5/{rows}.zarr/file:///etc/passwd
        404 -       /zarr/0.5/{rows}.zarr/etc/passwd

        # Long keys
        404 -       /zarr/0.5/{rows}.zarr/{long}
        404 -       /zarr/0.5/{rows}.zarr/{long}/{long}/{long}/zarr.json
        404 -       /zarr/0.5/{rows}.zarr/0/c/{long}/0
        404 -       /zarr/0.5/{image}.zarr/labels/{long}/{long}/zarr.json
        404 -       /zarr/0.5/collections/{plate}.zarr/{long}/{long}/zarr.json
        404 -       /zarr/0.5/{long}.zarr/zarr.json

        # Ranges: of a chunk
        206 1       /zarr/0.5/{rows}.zarr/0/c/5/0                                   bytes=0-0
        206 1       /zarr/0.5/{rows}.zarr/0/c/5/0                                   bytes=99-99
        206 1       /zarr/0.5/{rows}.zarr/0/c/5/0                                   bytes=99-
        206 10      /zarr/0.5/{rows}.zarr/0/c/5/0                                   bytes=90-9223372036854775807
        206 100     /zarr/0.5/{rows}.zarr/0/c/5/0                                   bytes=0-
        206 68      /zarr/0.5/{shards}.zarr/0/c/0/0                                 bytes=-68
        206 100     /zarr/0.5/{rows}.zarr/0/c/5/0                                   bytes=-1000
        416 -       /zarr/0.5/{rows}.zarr/0/c/5/0                                   bytes=100-
        416 -       /zarr/0.5/{rows}.zarr/0/c/5/0                                   bytes=100-100
        416 -       /zarr/0.5/{rows}.zarr/0/c/5/0                                   bytes=-0
        200 100     /zarr/0.5/{rows}.zarr/0/c/5/0                                   bytes=0-0,5-6
        200 100     /zarr/0.5/{rows}.zarr/0/c/5/0                                   bytes=5-2
        200 100     /zarr/0.5/{rows}.zarr/0/c/5/0                                   bytes=
        200 100     /zarr/0.5/{rows}.zarr/0/c/5/0                                   bytes=-
        200 100     /zarr/0.5/{rows}.zarr/0/c/5/0                                   bytes=a-b
        200 100     /zarr/0.5/{rows}.zarr/0/c/5/0                                   bytes=99999999999999999999-
        200 100     /zarr/0.5/{rows}.zarr/0/c/5/0                                   rows=0-1
        200 100     /zarr/0.5/{rows}.zarr/0/c/5/0                                   0-1
        404 -       /zarr/0.5/{rows}.zarr/0/c/63/0                                  bytes=0-0
        404 -       /zarr/0.5/{rows}.zarr/0/c/63/0                                  bytes=-8
        # … of a chunk that is streamed through
        206 10      /proxied/zarr/0.5/{rows}.zarr/0/c/5/0                           bytes=90-300
        416 -       /proxied/zarr/0.5/{rows}.zarr/0/c/5/0                           bytes=100-
        # … and of a document
        206 9       /zarr/0.5/{rows}.zarr/zarr.json                                 bytes=-9
        206 4       /zarr/0.5/collections/{plate}.zarr/A/1/zarr.json                bytes=1-4
        416 -       /zarr/0.5/{rows}.zarr/zarr.json                                 bytes=1000000-
        416 -       /zarr/0.5/{rows}.zarr/zarr.json                                 bytes=-0
        200 json    /zarr/0.5/{rows}.zarr/zarr.json                                 bytes=0-0,5-6
        404 -       /zarr/0.5/{rows}.zarr/info                                      bytes=0-0
        """;
}
