using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Validation;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Tests.Validation;

/// <summary>What groups say of each other, which no JSON schema looks at.</summary>
public class HierarchyValidationTests
{
    private const string Axes =
        """[{"name":"y","type":"space","unit":"micrometer"},{"name":"x","type":"space","unit":"micrometer"}]""";

    [Theory]
    [InlineData(Conformance.Idr04, OmeVersion.V04, 1)]
    [InlineData("ome-zarr-models-py/repo/tests/data/examples/v04/hcs_example.ome.zarr", OmeVersion.V04, 1)]
    public void Real_hierarchies_are_valid_but_for_what_they_lack(string folder, OmeVersion version, int images)
    {
        var report = HierarchyValidation.Validate(StoredHierarchy.Of(folder));

        Assert.Equal([version], report.Versions);
        Assert.Equal(images, report.Images);
        Assert.All(
            report.Diagnostics.Where(found => found.Severity == Severity.Error),
            found => Assert.Contains(found.Rule, (string[])["label-missing", "well-missing", "well-image-missing"]));
    }

    [Fact]
    public void A_whole_and_sound_hierarchy_has_nothing_to_say() => Assert.Empty(Rules(
        Group("zarr.json", Image()),
        Array("0", 8), Array("1", 4),
        Group("labels/zarr.json", "\"labels\":[\"nuclei\"]"),
        Group("labels/nuclei/zarr.json", Image() + ",\"image-label\":{\"colors\":[{\"label-value\":1}],\"source\":{\"image\":\"../../\"}}"),
        Array("labels/nuclei/0", 8), Array("labels/nuclei/1", 4)));

    [Fact]
    public void Labels_are_listed_there_and_have_as_many_levels_of_integers()
    {
        var rules = Rules(
            Group("zarr.json", Image()),
            Array("0", 8), Array("1", 4),
            Group("labels/zarr.json", "\"labels\":[\"short\",\"absent\"]"),
            Group("labels/short/zarr.json", Image(levels: 1) + ",\"image-label\":{\"colors\":[{\"label-value\":1}],\"source\":{\"image\":\"../\"}}"),
            Array("labels/short/0", 8, "float32"),
            Group("labels/more/zarr.json", Image() + ",\"image-label\":{\"colors\":[{\"label-value\":1}]}"),
            Array("labels/more/0", 8), Array("labels/more/1", 4));

        Assert.Equal(
            ["label-data-type", "label-levels-mismatch", "label-missing", "label-source-missing", "label-unlisted"], rules);
    }

    [Fact]
    public void What_is_listed_as_a_label_image_is_of_integers_whether_or_not_it_says_so() => Assert.Contains(
        "label-data-type",
        Rules(
            Group("zarr.json", Image(levels: 1)),
            Array("0", 8),
            Group("labels/zarr.json", "\"labels\":[\"cells\"]"),
            Group("labels/cells/zarr.json", Image(levels: 1)),
            Array("labels/cells/0", 8, "float32")));

    [Fact]
    public void A_hierarchy_has_one_version() => Assert.Equal(
        ["version-inconsistent"],
        Rules(
            Group("zarr.json", "\"bioformats2raw.layout\":3"),
            ("OME/zarr.json", """{"zarr_format":3,"node_type":"group","attributes":{"ome":{"version":"0.6","series":["0"]}}}"""),
            ("OME/METADATA.ome.xml", "<OME xmlns=\"x\"><Image/></OME>"),
            Group("0/zarr.json", Image(levels: 1)),
            Array("0/0", 8)));

    [Fact]
    public void Wells_and_fields_are_where_the_plate_says_and_of_its_acquisitions()
    {
        const string plate =
            """
            "plate":{"version":"0.5","name":"p","field_count":2,"rows":[{"name":"A"},{"name":"B"}],"columns":[{"name":"1"},{"name":"2"}],
             "acquisitions":[{"id":0,"name":"a","maximumfieldcount":1},{"id":1,"name":"b","maximumfieldcount":1}],
             "wells":[{"path":"A/1","rowIndex":0,"columnIndex":0},{"path":"B/2","rowIndex":0,"columnIndex":1}]}
            """;
        var found = HierarchyValidation.Validate(StoredHierarchy.Of(
            Group("zarr.json", plate),
            Group("A/1/zarr.json", "\"well\":{\"images\":[{\"path\":\"0\",\"acquisition\":7},{\"path\":\"1\"}]}"),
            Group("A/1/0/zarr.json", Image(levels: 1)),
            Array("A/1/0/0", 8)));

        Assert.Equal(
            [
                ("hierarchy-hole", "zarr.json", "/attributes/ome"),
                ("plate-well-index-mismatch", "zarr.json", "/attributes/ome/plate/wells/1/path"),
                ("well-acquisition-missing", "A/1/zarr.json", "/attributes/ome/well/images/1"),
                ("well-acquisition-unknown", "A/1/zarr.json", "/attributes/ome/well/images/0/acquisition"),
                ("well-image-missing", "A/1/zarr.json", "/attributes/ome/well/images/1/path"),
                ("well-missing", "zarr.json", "/attributes/ome/plate/wells/1/path"),
            ],
            found.Diagnostics.Select(item => (item.Rule, item.Path!, item.Pointer)).Order());
    }

    [Theory]
    [InlineData("<OME><Image/></OME>", "series-mismatch")]
    [InlineData("<OME><Image/><Image/></OME>", null)]
    [InlineData("<TIFF/>", "series-mismatch")]
    [InlineData("<OME><Image>", "series-mismatch")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><OME/>", "series-mismatch")]
    [InlineData(null, "series-xml-missing")]
    public void A_series_has_the_images_of_its_xml(string? xml, string? rule)
    {
        var rules = Rules(
        [
            Group("zarr.json", "\"bioformats2raw.layout\":3"),
            Group("0/zarr.json", Image(levels: 1)), Array("0/0", 8),
            Group("1/zarr.json", Image(levels: 1)), Array("1/0", 8),
            .. xml is null ? [] : new[] { ("OME/METADATA.ome.xml", xml) },
        ]);

        Assert.Equal(rule is null ? [] : [rule], rules);
    }

    [Fact]
    public void A_series_has_no_gaps_and_no_absent_images()
    {
        Assert.Equal(
            ["series-mismatch", "series-xml-missing"],
            Rules(
                Group("zarr.json", "\"bioformats2raw.layout\":3"),
                Group("0/zarr.json", Image(levels: 1)), Array("0/0", 8),
                Group("2/zarr.json", Image(levels: 1)), Array("2/0", 8)));
        Assert.Equal(
            ["series-image-missing", "series-xml-missing"],
            Rules(
                Group("zarr.json", "\"bioformats2raw.layout\":3"),
                Group("OME/zarr.json", "\"series\":[\"0\",\"5\"]"),
                Group("0/zarr.json", Image(levels: 1)), Array("0/0", 8)));
    }

    [Fact]
    public void A_scene_refers_to_systems_that_there_are_and_links_them_all()
    {
        const string image =
            """
            "multiscales":[{"name":"i","type":"mean","metadata":{},
              "coordinateSystems":[{"name":"physical","axes":AXES}],
              "datasets":[{"path":"0","coordinateTransformations":[
                {"type":"identity","input":{"path":"0"},"output":{"name":"physical"}}]}]}]
            """;
        var scene = (string edges) =>
            $$"""
            "scene":{"coordinateSystems":[{"name":"world","axes":{{Axes}}}],"coordinateTransformations":[{{edges}}]}
            """;
        var good = """{"type":"identity","input":{"name":"physical","path":"a"},"output":{"name":"world"}}""";

        string[] With(string edges) => Rules(
            Group06("zarr.json", scene(edges)),
            Group06("a/zarr.json", image.Replace("AXES", Axes, StringComparison.Ordinal)), Array("a/0", 8),
            Group06("b/zarr.json", image.Replace("AXES", Axes, StringComparison.Ordinal)), Array("b/0", 8));

        Assert.Empty(With(good));
        Assert.Equal(["scene-reference-invalid"], With(good.Replace("\"a\"", "\"c\"", StringComparison.Ordinal)));
        Assert.Equal(["scene-reference-invalid"], With(good.Replace("\"physical\"", "\"other\"", StringComparison.Ordinal)));
        Assert.Equal(
            ["transformation-rank-mismatch"], With(good.Replace("\"identity\"", "\"scale\",\"scale\":[1]", StringComparison.Ordinal)));
        Assert.Equal(
            ["coordinate-systems-disconnected"],
            With("""{"type":"identity","input":{"name":"physical","path":"a"},"output":{"name":"physical","path":"b"}}"""));
    }

    [Fact]
    public void A_vector_field_is_a_multiscale_of_one_more_axis_with_a_component_for_each()
    {
        const string image =
            """
            "multiscales":[{"name":"i","type":"mean","metadata":{},
              "coordinateSystems":[{"name":"physical","axes":AXES},{"name":"warped","axes":AXES}],
              "datasets":[{"path":"0","coordinateTransformations":[
                {"type":"identity","input":{"path":"0"},"output":{"name":"physical"}}]}],
              "coordinateTransformations":[
                {"type":"displacements","path":"field","input":{"name":"physical"},"output":{"name":"warped"}}]}]
            """;
        const string field =
            """
            "multiscales":[{"name":"f","type":"none","metadata":{},
              "coordinateSystems":[{"name":"physical","axes":[{"name":"d","type":"displacement","discrete":true},
                {"name":"y","type":"space","unit":"micrometer"},{"name":"x","type":"space","unit":"micrometer"}]}],
              "datasets":[{"path":"0","coordinateTransformations":[
                {"type":"scale","scale":[1,2,2],"input":{"path":"0"},"output":{"name":"physical"}}]}]}]
            """;
        string[] With(string fieldText, long components) => Rules(
            Group06("zarr.json", image.Replace("AXES", Axes, StringComparison.Ordinal)), Array("0", 8),
            Group06("field/zarr.json", fieldText),
            ("field/0/zarr.json", ArrayText([components, 4, 4], "[\"d\",\"y\",\"x\"]", "float32")));

        Assert.Empty(With(field, 2));
        Assert.Equal(["vector-axis-invalid"], With(field, 3));
        Assert.Equal(["vector-axis-invalid"], With(field.Replace("\"discrete\":true", "\"discrete\":false", StringComparison.Ordinal), 2));
        Assert.Equal(
            ["vector-axis-invalid"],
            Rules(Group06("zarr.json", image.Replace("AXES", Axes, StringComparison.Ordinal)), Array("0", 8)));
    }

    [Fact]
    public void Copies_that_are_stale_and_documents_that_are_no_json_are_told()
    {
        var report = HierarchyValidation.Validate(StoredHierarchy.Of(
            (".zgroup", """{"zarr_format":2}"""),
            (".zmetadata", """{"zarr_consolidated_format":1,"metadata":{".zgroup":{"zarr_format":2},"x/.zgroup":{"zarr_format":2}}}"""),
            ("a/.zattrs", "{\"multiscales\": [\n  NaN]}"),
            ("b/.zattrs", "{\"multiscales\":[],\"multiscales\":[]}")));

        Assert.False(report.IsValid);
        Assert.Equal(
            [("json-invalid", "a/.zattrs"), ("json-invalid", "b/.zattrs"), ("zarr-consolidated-stale", ".zmetadata")],
            report.Diagnostics.Select(found => (found.Rule, found.Path!)).Order());
        Assert.Contains("Line 2", report.Diagnostics.First(found => found.Path == "a/.zattrs").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pyramid_that_is_translated_on_level_0_alone_is_misaligned_and_the_mended_value_is_proposed()
    {
        var found = Assert.Single(HierarchyValidation.Validate(StoredHierarchy.Of(
            Group("zarr.json", Image().Replace(
                """[{"type":"scale","scale":[1,1]}]""",
                """[{"type":"scale","scale":[1,1]},{"type":"translation","translation":[10,20]}]""",
                StringComparison.Ordinal)),
            Array("0", 8), Array("1", 4))).Diagnostics);

        Assert.Equal(("level-misaligned", Severity.Warning), (found.Rule, found.Severity));
        Assert.Equal(
            """[{"type":"scale","scale":[2.0,2.0]},{"type":"translation","translation":[10.5,20.5]}]""", found.Proposal);
    }

    [Fact]
    public void What_cannot_be_read_is_told_once_and_not_as_absent()
    {
        const string plate = """
            "plate":{"columns":[{"name":"1"}],"rows":[{"name":"A"}],"name":"p","field_count":1,"version":"0.5",
                     "wells":[{"path":"A/1","rowIndex":0,"columnIndex":0}]}
            """;
        var found = HierarchyValidation.Validate(StoredHierarchy.Of(
            Group("zarr.json", plate),
            ("A/zarr.json", """{"zarr_format":3,"node_type":"group"}"""),
            Group("A/1/zarr.json", "\"well\":{\"version\":\"0.5\",\"images\":[{\"path\":\"0\"},{\"path\":\"1\"},{\"path\":\"2\"}]}"),
            Group("A/1/0/zarr.json", Image(levels: 1)),
            ("A/1/0/0/zarr.json", """{"zarr_format":3,"node_type":"array","shape":[8]}"""),
            Group("A/1/1/zarr.json", Image(levels: 1).Replace("\"path\":\"0\"", "\"path\":\"../0/0\"", StringComparison.Ordinal)),
            ("A/1/2/zarr.json", "[1]"))).Diagnostics;

        Assert.Equal(
            ["A/1/0/0/zarr.json", "A/1/1/zarr.json", "A/1/2/zarr.json", "A/1/zarr.json"],
            found.Where(item => item.Severity == Severity.Error).Select(item => item.Path!).Distinct().Order());
        Assert.Equal(["/attributes/ome/well/images/2/path"], found.Where(item => item.Rule == "well-image-missing").Select(item => item.Pointer));
        Assert.DoesNotContain("level-missing", found.Select(item => item.Rule));
    }

    [Fact]
    public void A_folder_between_an_image_and_its_arrays_has_a_document_too() => Assert.Equal(
        ["hierarchy-hole"],
        Rules(
            Group("zarr.json", Image(levels: 1).Replace("\"path\":\"0\"", "\"path\":\"full/0\"", StringComparison.Ordinal)),
            Array("full/0", 8)));

    [Fact]
    public void A_list_of_labels_that_states_no_version_has_that_of_its_hierarchy() => Assert.DoesNotContain(
        "version-inconsistent",
        Rules(
            (".zgroup", """{"zarr_format":2}"""),
            (".zattrs", $$"""{{{Image(levels: 1).Replace("\"name\":\"i\",", "\"name\":\"i\",\"version\":\"0.3\",", StringComparison.Ordinal)}}}"""),
            ("labels/.zgroup", """{"zarr_format":2}"""),
            ("labels/.zattrs", """{"labels":[]}""")));

    private static string[] Rules(params (string Key, string Json)[] documents) =>
        [.. HierarchyValidation.Validate(StoredHierarchy.Of(documents)).Diagnostics.Select(found => found.Rule).Distinct().Order()];

    private static (string, string) Group(string key, string members) =>
        (key, $$$"""{"zarr_format":3,"node_type":"group","attributes":{"ome":{"version":"0.5",{{{members}}} } } }""");

    private static (string, string) Group06(string key, string members) =>
        (key, $$$"""{"zarr_format":3,"node_type":"group","attributes":{"ome":{"version":"0.6",{{{members}}} } } }""");

    private static string Image(int levels = 2)
    {
        string[] datasets =
        [
            """{"path":"0","coordinateTransformations":[{"type":"scale","scale":[1,1]}]}""",
            """{"path":"1","coordinateTransformations":[{"type":"scale","scale":[2,2]},{"type":"translation","translation":[0.5,0.5]}]}""",
        ];
        return $$"""
            "multiscales":[{"name":"i","type":"mean","metadata":{},"axes":{{Axes}},"datasets":[{{string.Join(',', datasets[..levels])}}]}]
            """;
    }

    private static (string, string) Array(string path, long length, string dataType = "uint16") =>
        ($"{path}/zarr.json", ArrayText([length, length], "[\"y\",\"x\"]", dataType));

    private static string ArrayText(long[] shape, string names, string dataType)
    {
        var shapeText = string.Join(',', shape);
        return $$$"""
            {"zarr_format":3,"node_type":"array","shape":[{{{shapeText}}}],"data_type":"{{{dataType}}}",
             "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[{{{shapeText}}}]}},
             "chunk_key_encoding":{"name":"default"},"fill_value":0,
             "codecs":[{"name":"bytes","configuration":{"endian":"little"}}],"dimension_names":{{{names}}}}
            """;
    }
}
