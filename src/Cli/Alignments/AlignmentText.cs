using System.Text;
using OmeNgff.Ngff.AlignmentFiles;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Cli.Alignments;

/// <summary>Reads the files of alignments.</summary>
internal static class AlignmentText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of a file, with the mark of its byte order, so that its digest is that of the file.</summary>
    /// <exception cref="CliException">It cannot be read, or is no text.</exception>
    public static async Task<string> Read(string path, CancellationToken cancellationToken)
    {
        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"'{path}' cannot be read: {failure.Message}");
        }

        // What is no text is told from what is no UTF-8, for something else helps.
        Recognised(path, Encoding.UTF8.GetString(bytes));
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new CliException($"'{path}' is not in UTF-8.");
        }
    }

    /// <summary>What a file is.</summary>
    /// <exception cref="CliException">It looks like nothing that is read.</exception>
    public static AlignmentFileFormat Recognise(string path, string content) =>
        Recognised(path, content)
        ?? throw new CliException($"What '{path}' is cannot be told from how it begins; say --format.");

    private static AlignmentFileFormat? Recognised(string path, string content)
    {
        try
        {
            return AlignmentFileReader.Recognise(content);
        }
        catch (NgffException refusal)
        {
            throw new CliException($"'{path}': {refusal.Message}");
        }
    }
}
