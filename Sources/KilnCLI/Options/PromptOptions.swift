import ArgumentParser
import Kiln
import Prompts

/// How prompts are read and encoded.
struct PromptOptions: ParsableArguments {
    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(
            "Style from the styles.csv beside the model folder, for both passes. Repeatable.",
            valueName: "name"))
    var styles: [String] = []

    @Option(
        help: ArgumentHelp(
            "How weights act (default: Original).", valueName: "mode"))
    var emphasis: EmphasisMode?

    @Option(
        help: ArgumentHelp(
            "Layers of the text encoder counted from the end; 1 is the last (default: 1).",
            valueName: "n"))
    var clipSkip: Int?

    @Flag(
        inversion: .prefixedNo, help: "Leave out what follows a # in a prompt (default: yes).")
    var promptComments: Bool?

    @Flag(help: "Read [a:b:2] as web UIs before 1.6 did.")
    var oldPromptEditing = false

    /// Puts the options into a request.
    func apply(to request: inout GenerationRequest) throws {
        if !styles.isEmpty { request.styles = styles }
        request.text.emphasis = emphasis ?? request.text.emphasis
        request.text.clipSkip = clipSkip ?? request.text.clipSkip
        request.text.readsComments = promptComments ?? request.text.readsComments
        if oldPromptEditing { request.text.usesOldEditing = true }
    }
}
