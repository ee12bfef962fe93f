using System.Text;
using OmeNgff.Silo.Batches;

namespace OmeNgff.Silo.Tests.Batches;

public sealed class BatchLinesTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "1:a")]
    [InlineData("a\n", "1:a")]
    [InlineData("a\n\n b \n", "1:a 3: b ")]
    [InlineData("\r\n\t\na\r\n", "3:a\r")]
    [InlineData("12345\n123456\n12345", "1:12345 2:too long 3:12345")]
    [InlineData("1234567890123456789", "1:too long")]
    public async Task Lines_are_numbered_and_bounded(string body, string expected)
    {
        // However the bytes arrive.
        foreach (var step in new[] { 1, 3, 1000 })
        {
            await using var stream = new Trickle(Encoding.UTF8.GetBytes(body), step);
            var lines = new List<string>();
            await foreach (var line in BatchLines.Read(stream, maxBytes: 5, CancellationToken.None))
            {
                lines.Add($"{line.Number}:{(line.Bytes is { } bytes ? Encoding.UTF8.GetString(bytes) : "too long")}");
            }

            Assert.Equal(expected, string.Join(' ', lines));
        }
    }

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class Trickle(byte[] bytes, int step) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancellationToken);
    }
}
