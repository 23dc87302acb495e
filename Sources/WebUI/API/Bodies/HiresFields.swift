package import Wire

/// The second pass of txt2img.
package struct HiresFields: Sendable {
    package var isEnabled = false
    package var firstPhaseWidth = 0
    package var firstPhaseHeight = 0
    package var scale = WebUIDefaults.hiresScale
    package var upscaler: String?
    package var steps = 0
    package var resizeX = 0
    package var resizeY = 0
    package var checkpoint: String?
    package var modules: [String]?
    package var samplerName: String?
    package var scheduler: String?
    package var prompt = PromptTexts.one("")
    package var negativePrompt = PromptTexts.one("")
    package var cfgScale: Double?
    package var distilledCFGScale = 3.5

    package static let fields: [WireField<HiresFields>] = size + models + text

    private static let size: [WireField<HiresFields>] = [
        .init("enable_hr", \.isEnabled, "Whether there is a second pass."),
        .init(
            "firstphase_width", \.firstPhaseWidth,
            "Width of the first pass; then width and height are the second's.",
            rule: WebUIRanges.openSides),
        .init(
            "firstphase_height", \.firstPhaseHeight,
            "Height of the first pass; then width and height are the second's.",
            rule: WebUIRanges.openSides),
        .init("hr_scale", \.scale, "Factor between the sizes.", range: WebUIRanges.hiresScale),
        .init("hr_upscaler", \.upscaler, "Upscaler by name; null chooses one that fits."),
        .init(
            "hr_second_pass_steps", \.steps, "Steps; 0 for as many as the first pass.",
            range: 0...1_000),
        .init(
            "hr_resize_x", \.resizeX, "Width to reach; 0 follows from the height.",
            rule: WebUIRanges.openSides),
        .init(
            "hr_resize_y", \.resizeY, "Height to reach; 0 follows from the width.",
            rule: WebUIRanges.openSides),
    ]

    private static let models: [WireField<HiresFields>] = [
        .init("hr_checkpoint_name", \.checkpoint, "Checkpoint; null for the first pass's."),
        .init(
            "hr_additional_modules", \.modules,
            "VAE and text encoders; null for the first pass's, [] for the checkpoint's own."),
        .init("hr_sampler_name", \.samplerName, "Sampler; null for the first pass's."),
        .init("hr_scheduler", \.scheduler, "Schedule; null for the first pass's."),
    ]

    private static let text: [WireField<HiresFields>] = [
        .init("hr_prompt", \.prompt, "Prompt; empty for the first pass's."),
        .init("hr_negative_prompt", \.negativePrompt, "Negative prompt; empty likewise."),
        .init(
            "hr_cfg", \.cfgScale, "Guidance scale; null for cfg_scale.",
            range: WebUIRanges.scales),
        distilled,
    ]

    private static let distilled = WireField<HiresFields>(
        "hr_distilled_cfg", \.distilledCFGScale, "Guidance of models that were trained with it.",
        range: WebUIRanges.scales)
}
