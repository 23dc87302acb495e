import Foundation
import Imaging
import Testing

/// `--from`: a picture from its own infotext.
@Suite struct FromPictureTests {
    private func file(_ scratch: Program.Scratch, _ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/\(name)")))
    }

    private func remade(
        _ source: String, _ more: [String] = []
    ) throws -> (scratch: Program.Scratch, outcome: Program.Outcome) {
        let scratch = try Program.Scratch()
        let outcome = try Program.run(
            [
                "txt2img", "--from", source, "--models", Program.models, "--dtype", "float32",
                "--output", scratch.path,
            ] + more)
        return (scratch, outcome)
    }

    static let jobs: [[String]] = [
        [],
        ["--sampler", "DPM++ 2M SDE", "--eta", "0.5", "--s-noise", "1.1", "--rng", "cpu"],
        ["--sampler", "Euler a", "--ensd", "31337", "--clip-skip", "2", "--emphasis", "No norm"],
        [
            "--sampler", "Heun", "--s-churn", "3", "--s-tmin", "0.1", "--s-tmax", "9",
            "--scheduler", "beta",
        ],
        [
            "--subseed", "77", "--subseed-strength", "0.4", "--seed-resize-from-w", "96",
            "--seed-resize-from-h", "64",
        ],
        ["--cfg-rescale", "0.6", "--s-min-uncond", "2", "--freeu", "1.2,1.3,0.9,0.4", "--apg"],
        ["--pag-scale", "2", "--skip-early-cond", "0.2", "--zero-terminal-snr"],
        ["--pag-blur", "2.5", "--pag-blocks", "middle", "--pag-blocks", "output.3"],
        [
            "--hr-checkpoint", "demo-sdxl", "--hr-prompt",
            "a [blue:green:1.5] square, (x, \"y\": 1)",
            "--hr-negative-prompt", "red", "--hr-cfg", "4.5", "--hr-sampler", "Euler a",
            "--hr-scheduler", "SGM Uniform", "--hr-steps", "3", "--denoising-strength", "0.6",
            "--hr-resize-x", "96", "--hr-resize-y", "96",
        ],
        [
            "--hires", "--hr-upscaler", "Latent (nearest-exact)", "--hr-scale", "1.5", "--sampler",
            "DDIM", "--negative-prompt", "noise, Steps: 3", "--interpolate-timesteps",
        ],
        ["--hr-checkpoint", "demo-sdxl", "--vae-encode", "sample"],
    ]

    @Test(arguments: jobs)
    func `a picture is made again to the byte`(options: [String]) throws {
        let scratch = try Program.Scratch()
        let made = try Program.run(
            [
                "txt2img", "--prompt",
                "a red circle, [on|at] the (left:1.2), blue background AND soft :0.5",
                "--checkpoint", "demo-sd15", "--width", "64", "--height", "64", "--steps", "4",
                "--seed", "5", "--dtype", "float32", "--models", Program.models, "--output",
                scratch.path,
            ] + options)
        #expect(made.status == 0, "\(made.complaint)")
        let (again, outcome) = try remade("\(scratch.path)/00000-5.png")
        #expect(outcome.status == 0, "\(outcome.complaint)")
        let (first, second) = (try file(scratch, "00000-5.png"), try file(again, "00000-5.png"))
        #expect(try PNG.infotext(in: first) == PNG.infotext(in: second))
        #expect(first == second)
    }

    @Test func `what is given goes before what the picture says`() throws {
        let scratch = try Program.Scratch()
        _ = try Program.run(
            Program.job(output: scratch.path, "--hr-checkpoint", "demo-sdxl"))
        let (again, outcome) = try remade(
            "\(scratch.path)/00000-5.png",
            ["--seed", "6", "--steps", "3", "--prompt", "a square", "--hr-scale", "1.5"])
        #expect(outcome.status == 0, "\(outcome.complaint)")
        let picture = try file(again, "00000-6.png")
        let infotext = try #require(try PNG.infotext(in: picture))
        #expect(infotext.hasPrefix("a square\nSteps: 3, "))
        #expect(infotext.contains("Hires checkpoint: demo-sdxl"))
        #expect(try PNG.decode(picture).width == 96)
    }

    @Test func `a picture without an infotext is refused by its name`() throws {
        let scratch = try Program.Scratch()
        let path = scratch.path + "/plain.png"
        let image = try Image8(
            width: 8, height: 8, channels: 3, pixels: [UInt8](repeating: 9, count: 192))
        try Data(try PNG.encode(image, texts: [])).write(to: URL(fileURLWithPath: path))
        let (_, outcome) = try remade(path)
        #expect(outcome.status == 2)
        #expect(outcome.complaint.contains("plain.png has no generation data"))
    }
}
