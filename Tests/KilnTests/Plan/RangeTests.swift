import Kiln
import KilnTesting
import Samplers
import Testing

@Suite struct RangeTests {
    /// A request's value that no pass could run with.
    struct BadValue: Sendable, CustomTestStringConvertible {
        let option: String
        let value: String
        let change: @Sendable (inout GenerationRequest) -> Void

        var testDescription: String { "\(option) \(value)" }

        init(
            _ option: String, _ value: String,
            change: @escaping @Sendable (inout GenerationRequest) -> Void
        ) {
            self.option = option
            self.value = value
            self.change = change
        }

        /// A bad value of the hires pass.
        static func hires(
            _ option: String, _ value: String,
            change: @escaping @Sendable (inout HiresRequest) -> Void
        ) -> BadValue {
            BadValue(option, value) {
                var hires = HiresRequest()
                change(&hires)
                $0.hires = hires
            }
        }
    }

    static let badValues: [BadValue] = [
        BadValue("--width", "32") { $0.width = 32 },
        BadValue("--height", "100000") { $0.height = 100_000 },
        BadValue("--steps", "0") { $0.steps = 0 },
        BadValue("--batch-size", "65") { $0.batchSize = 65 },
        BadValue("--n-iter", "0") { $0.iterations = 0 },
        BadValue("--clip-skip", "0") { $0.text.clipSkip = 0 },
        BadValue("--cfg-scale", "-1.0") { $0.cfgScale = -1 },
        BadValue("--cfg-scale", "nan") { $0.cfgScale = .nan },
        BadValue("--cfg-scale", "101.0") { $0.prompts[0].cfgScale = 101 },
        BadValue("--hr-cfg", "-1.0") { $0.prompts[0].hiresCfgScale = -1 },
        BadValue("--subseed-strength", "1.5") { $0.variation.subseedStrength = 1.5 },
        BadValue("--seed-resize-from-w", "8") {
            $0.variation.resizeFrom = PixelSize(width: 8, height: 512)
        },
        BadValue("--ensd", "9999999999") { $0.variation.seedDelta = 9_999_999_999 },
        BadValue("--eta", "-1.0") { $0.samplerOptions.eta = -1 },
        BadValue("--s-churn", "nan") { $0.samplerOptions.churn = .nan },
        BadValue("--s-noise", "inf") { $0.samplerOptions.noiseScale = .infinity },
        BadValue("--cfg-rescale", "2.0") { $0.guidance.rescale = 2 },
        BadValue("--refiner-switch-at", "1.1") {
            $0.refiner = RefinerRequest(checkpoint: "one", switchAt: 1.1)
        },
        BadValue("--device", "\"tpu\"") { $0.device = "tpu" },
        BadValue("--dtype", "\"int3\"") { $0.dtype = "int3" },
        .hires("--denoising-strength", "1.5") { $0.denoisingStrength = 1.5 },
        .hires("--hr-scale", "inf") { $0.scale = .infinity },
        .hires("--hr-resize-x", "-8") { $0.resizeX = -8 },
        .hires("--hr-steps", "-1") { $0.steps = -1 },
        .hires("--hr-cfg", "101.0") { $0.cfgScale = 101 },
    ]

    @Test(arguments: badValues)
    func `a value out of range is refused with the range`(bad: BadValue) throws {
        let sentence = try TemporaryFolder.families().refusal {
            $0.checkpoint = "one"
            bad.change(&$0)
        }
        #expect(sentence?.hasPrefix("\(bad.option) is \(bad.value); it may be ") == true)
    }

    @Test func `a hires size beyond every picture is refused before anything runs`() throws {
        let sentence = try TemporaryFolder.families().refusal {
            $0.checkpoint = "one"
            $0.width = 16_384
            $0.height = 16_384
            $0.hires = HiresRequest()
            $0.hires?.scale = 8
        }
        #expect(sentence?.contains("131072x131072") == true)
    }
}
