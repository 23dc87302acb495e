import ArgumentParser
import Kiln

/// The model that takes over the first pass's last steps.
struct RefinerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Checkpoint of the same latent space that takes over the first pass's last steps.",
            valueName: "name"))
    var refinerCheckpoint: String?

    @Option(
        help: ArgumentHelp(
            "Share of the steps after which it takes over, 0 to 1.", valueName: "share"))
    var refinerSwitchAt = 0.8

    /// The refiner these options ask for, if they ask for one.
    func request() -> RefinerRequest? {
        guard let name = refinerCheckpoint, !name.isEmpty, name.lowercased() != "none" else {
            return nil
        }
        return RefinerRequest(checkpoint: name, switchAt: refinerSwitchAt)
    }
}
