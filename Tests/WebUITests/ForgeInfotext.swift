import Foundation
import Testing
import WebUI

/// What Forge answered to a request: the values it ran with, and the texts it wrote of them.
struct ForgeInfotext: Decodable, Sendable, CustomTestStringConvertible {
    let id: String
    let info: Info
    let scheduler: String
    let rng: String
    let extra: [String: Extra]
    let hires: Hires?

    var testDescription: String { id }

    struct Info: Decodable, Sendable {
        let prompt: String
        let negative_prompt: String
        let all_seeds: [Int]
        let all_subseeds: [Int]
        let subseed_strength: Double
        let width: Int
        let height: Int
        let sampler_name: String
        let cfg_scale: Double
        let steps: Int
        let sd_model_name: String
        let sd_model_hash: String
        let denoising_strength: Double?
        let clip_skip: Int
        let version: String
        let infotexts: [String]
    }

    struct Hires: Decodable, Sendable {
        let hr_scale: Double
        let hr_second_pass_steps: Int
        let hr_additional_modules: [String]
        let hr_cfg: Double
        let hr_upscaler: String
    }

    /// A value of the answer's `extra_generation_params`, as text.
    struct Extra: Decodable, Sendable {
        let text: String

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let string = try? value.decode(String.self) {
                text = string
            } else {
                text = PythonNumber.text(try value.decode(Double.self))
            }
        }

        var number: Double { Double(text) ?? .nan }
    }

    static func all() throws -> [ForgeInfotext] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let file = folder.appending(path: "Fixtures/forge-infotexts.json")
        return try JSONDecoder().decode([Self].self, from: Data(contentsOf: file))
    }

    /// The fields that the answer's image of a place has.
    func fields(image: Int) -> Infotext.Fields {
        var fields = Infotext.Fields(
            steps: info.steps, sampler: info.sampler_name,
            scheduleType: extra["Schedule type"]?.text ?? scheduler, cfgScale: info.cfg_scale,
            seed: info.all_seeds[image], size: (info.width, info.height))
        fields.modelHash = info.sd_model_hash
        fields.model = info.sd_model_name
        fields.variation = .init(
            seed: info.all_subseeds[image], strength: info.subseed_strength)
        fields.clipSkip = info.clip_skip
        fields.rng = rng
        fields.version = info.version
        fields.sampling.etaDDIM = extra["Eta DDIM"]?.number ?? 0
        fields.sampling.beta = extra["Beta schedule alpha"].map {
            .init(alpha: $0.number, beta: extra["Beta schedule beta"]?.number ?? .nan)
        }
        fields.conditioning.emphasis = extra["Emphasis"]?.text ?? "Original"
        fields.hires = hires.map { secondPass($0, fields.scheduleType) }
        if hires == nil { fields.imageToImage = imageToImage }
        return fields
    }

    private func secondPass(_ asked: Hires, _ scheduleType: String) -> Infotext.Fields.Hires {
        var hires = Infotext.Fields.Hires(
            denoisingStrength: info.denoising_strength ?? .nan, cfgScale: asked.hr_cfg,
            enlargement: .scale(asked.hr_scale))
        hires.modules = asked.hr_additional_modules
        hires.steps = asked.hr_second_pass_steps
        hires.upscaler = asked.hr_upscaler
        hires.sampler = info.sampler_name
        hires.scheduleType = scheduleType
        hires.prompt = info.prompt
        hires.negativePrompt = info.negative_prompt
        return hires
    }

    private var imageToImage: Infotext.Fields.ImageToImage? {
        guard let strength = info.denoising_strength else { return nil }
        var fields = Infotext.Fields.ImageToImage(denoisingStrength: strength)
        fields.mask = extra["Mask blur"].map { blur in
            var mask = Infotext.Fields.Mask()
            mask.blur = Int(blur.number)
            return mask
        }
        return fields
    }
}
