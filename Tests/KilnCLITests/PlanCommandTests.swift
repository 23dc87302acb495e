import Foundation
import Testing

@Suite struct PlanCommandTests {
    private static let request = [
        "--prompt", "a red circle", "--checkpoint", "demo-sd15", "--width", "128", "--height",
        "128", "--hr-checkpoint", "demo-sdxl", "--dtype", "float32", "--seed", "3",
    ]

    @Test func `a plan says where every part comes from and why the hop`() throws {
        let outcome = try Program.run(["plan"] + Self.request)
        #expect(outcome.status == 0)
        for part in [
            "SD 1.x, ε-prediction", "SDXL, ε-prediction", "128×128", "256×256",
            "pixels: VAE of demo-sd15.safetensors → Lanczos → VAE of demo-sdxl.safetensors",
            "because SD 1.x and SDXL share no latent space",
            "20 steps (the tail of 28), DPM++ 2M, Karras", "VAE         demo-sdxl.safetensors",
            "1 image from seed 3", "memory        about ",
        ] {
            #expect(outcome.output.contains(part), "\(part)")
        }
    }

    @Test func `a plan as JSON has the same facts`() throws {
        let outcome = try Program.run(["plan", "--json"] + Self.request)
        let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        let plan = try #require(object as? [String: Any])
        let passes = try #require(plan["passes"] as? [[String: Any]])
        #expect(passes.map { $0["architecture"] as? String } == ["SD 1.x", "SDXL"])
        #expect(passes.map { $0["scheduleSteps"] as? Int } == [20, 28])
        #expect((plan["hop"] as? [String: Any])?["way"] as? String == "pixels")
        #expect((plan["memory"] as? [String: Any])?["allWeights"] as? Int ?? 0 > 0)
    }

    @Test func `an empty value behind an equals sign is a value`() throws {
        let outcome = try Program.run(
            ["plan", "--prompt=a", "--negative-prompt=", "--seed=3", "--checkpoint=demo-sd15"])
        #expect(outcome.output.contains("1 image from seed 3,"))
    }

    @Test func `an option for each prompt is given once, or as often as prompts`() throws {
        let twice = ["plan", "--checkpoint", "demo-sd15", "--prompt", "a", "--prompt", "b"]
        #expect(try Program.run(twice + ["--seed", "1", "--seed", "2"]).status == 0)
        let outcome = try Program.run(
            twice + ["--cfg-scale", "1", "--cfg-scale", "2", "--cfg-scale", "3"])
        #expect(outcome.status == 2)
        #expect(outcome.complaint.contains("--cfg-scale is given 3 times and --prompt 2 times"))
    }

    @Test func `notes say where a prompt is read otherwise than it may be meant`() throws {
        let outcome = try Program.run(
            [
                "plan", "--checkpoint", "demo-sd15", "--prompt",
                "a (cat:1.2.3), [dog\nNegative prompt: x",
            ])
        #expect(outcome.output.contains("note          Position 6: "))
        #expect(outcome.output.contains("Negative prompt:"))
    }

    @Test func `a plan needs no libtorch`() throws {
        let outcome = try Program.run(
            ["plan"] + Self.request, environment: ["KILN_LIBTORCH": "/no/such/folder"])
        #expect(outcome.status == 0)
    }

    @Test func `KILN_MODELS names the model folder`() throws {
        let outcome = try Program.run(
            ["plan", "--prompt", "a"], environment: ["KILN_MODELS": "/no/such/folder"])
        #expect(outcome.status == 2)
        #expect(outcome.complaint.contains("/no/such/folder"))
    }

    @Test func `inspect says what a file is`() throws {
        let file = Program.models + "/Stable-diffusion/demo-sdxl.safetensors"
        let outcome = try Program.run(["inspect", file])
        #expect(outcome.status == 0)
        for part in [
            "demo-sdxl.safetensors: SDXL checkpoint", "prediction     ε", "latent space   SDXL",
            "VAE: 4 latent channels, F16", "text encoder (OpenCLIP layout)",
        ] {
            #expect(outcome.output.contains(part), "\(part)")
        }
        let json = try Program.run(["inspect", file, "--json"])
        let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
        #expect((object as? [String: Any])?["architecture"] as? String == "SDXL checkpoint")
    }
}
