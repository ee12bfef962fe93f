namespace OmeNgff.Cli.Output;

/// <summary>Text from elsewhere as it may be printed: on one line, and without commands to the terminal.</summary>
internal static class Printable
{
    /// <summary>The text with a space or a replacement character for every control character.</summary>
    public static string Of(string text) => text.Any(char.IsControl)
        ? string.Concat(text.Select(Shown))
        : text;

    private static char Shown(char character) => character switch
    {
        '\n' or '\r' or '\t' => ' ',
        _ when char.IsControl(character) => '\uFFFD',
        _ => character,
    };
}
