import Torch

/// The denoiser's arithmetic: `auto` is bfloat16 where the processor multiplies in it.
enum ComputeType {
    static func resolve(_ name: String, on device: Device) throws(PlanError) -> DType {
        switch name.lowercased() {
        case "auto":
            switch device.kind {
            case .cpu: LibTorch.hasFastBFloat16 ? .bfloat16 : .float32
            case .cuda, .mps: .float16
            }
        case "float32", "fp32": .float32
        case "float16", "fp16": .float16
        case "bfloat16", "bf16": .bfloat16
        default:
            throw .badOption(
                name: "--dtype", value: "\"\(name)\"",
                rule: "it may be auto, float32, float16 or bfloat16")
        }
    }
}
