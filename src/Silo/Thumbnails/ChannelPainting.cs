namespace OmeNgff.Silo.Thumbnails;

/// <summary>Adds the light of channels, each in its colour; what is brighter than white is white.</summary>
internal sealed class ChannelPainting(int height, int width)
{
    private readonly float[] _light = new float[3 * height * width];

    /// <summary>Adds a channel.</summary>
    /// <param name="plane">Its values; where there are none it is dark.</param>
    /// <param name="channel">How it is shown.</param>
    public void Add(MeanPlane plane, ShownChannel channel)
    {
        var (black, bright) = channel.Range ?? ChannelWindow.Of(plane.Values());
        for (var (row, target) = (0, 0); row < height; row++)
        {
            for (var column = 0; column < width; column++, target += 3)
            {
                var part = (plane[row, column] - black) / (bright - black);
                if (part > 0)
                {
                    var light = (float)Math.Min(part, 1);
                    _light[target] += light * channel.Color.Red;
                    _light[target + 1] += light * channel.Color.Green;
                    _light[target + 2] += light * channel.Color.Blue;
                }
            }
        }
    }

    /// <summary>The picture of what was added.</summary>
    public Picture ToPicture() => new(
        height, width, HasAlpha: false, Array.ConvertAll(_light, light => (byte)Math.Min(light + 0.5f, byte.MaxValue)));
}
