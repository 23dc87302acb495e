public import ArgumentParser
public import Kiln
public import Models
public import Prompts

// Values of the other rooms that stand on a command line by their own names.

extension EmphasisMode: ExpressibleByArgument {
    /// The mode of a name in any case.
    public init?(argument: String) { self.init(named: argument) }
}

extension FreeU.Version: ExpressibleByArgument {}
extension LatentEncoding: ExpressibleByArgument {}
extension MimicThresholding.Measure: ExpressibleByArgument {}
extension MimicThresholding.Startpoint: ExpressibleByArgument {}
extension ScaleSchedule.Mode: ExpressibleByArgument {}
