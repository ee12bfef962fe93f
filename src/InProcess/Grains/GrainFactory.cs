using OmeNgff.InProcess.Activations;
using OmeNgff.InProcess.Calls;
using Orleans;

namespace OmeNgff.InProcess.Grains;

/// <summary>Makes references that call into the activations of this process.</summary>
internal sealed class GrainFactory(GrainClasses grainClasses, ActivationDirectory directory) : IGrainFactory
{
    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        if (grainClassNamePrefix is not null)
        {
            throw new NotSupportedException("A grain class cannot be chosen by prefix in one process.");
        }

        var grainInterface = grainClasses.Of(typeof(TGrainInterface));
        var address = new GrainAddress(grainInterface.GrainClass, primaryKey);
        return GrainReference.Create<TGrainInterface>(grainInterface, address, directory);
    }
}
