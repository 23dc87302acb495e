#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Infotext {
    /// The infotext of a picture by NovelAI, from the texts in its file; `nil` for others.
    ///
    /// NovelAI writes `Software: NovelAI`, the prompt as `Description` and the rest as JSON under
    /// `Comment`. The web UI takes clip skip 2 and ENSD 31337 for what its early models need, and
    /// so do programs that read its infotexts.
    ///
    /// - Parameters:
    ///   - texts: The file's texts by keyword.
    ///   - size: The picture's size, in pixels.
    public init?(novelAI texts: [String: String], size: HiresSize.Size) {
        guard texts["Software"] == "NovelAI", let json = texts["Comment"],
            let comment = try? JSONDecoder().decode(NovelAIComment.self, from: Data(json.utf8))
        else { return nil }
        self.init(
            prompt: texts["Description"] ?? comment.prompt ?? "", negativePrompt: comment.uc ?? "",
            entries: [
                Entry("Steps", comment.steps?.text ?? "20"),
                Entry("Sampler", comment.webUISampler),
                Entry("CFG scale", comment.scale?.text ?? "7"),
                Entry("Seed", comment.seed?.text ?? "-1"),
                Entry("Size", "\(size.width)x\(size.height)"),
                Entry("Clip skip", "2"), Entry("ENSD", "31337"),
            ])
    }
}

extension Infotext {
    /// The infotext that NovelAI hides in a picture's bits: its file's texts as one JSON object.
    public init?(novelAIJSON json: String, size: HiresSize.Size) {
        guard json.utf8.first == UInt8(ascii: "{"),
            let texts = try? JSONDecoder().decode([String: Text].self, from: Data(json.utf8))
        else { return nil }
        self.init(novelAI: texts.compactMapValues(\.text), size: size)
    }

    /// A value that counts only if it is a text.
    private struct Text: Decodable {
        let text: String?

        init(from decoder: any Decoder) throws {
            text = try? decoder.singleValueContainer().decode(String.self)
        }
    }
}

/// What NovelAI says of a picture.
private struct NovelAIComment: Decodable {
    let prompt: String?
    let uc: String?
    let steps: Number?
    let scale: Number?
    let seed: Number?
    let sampler: String?

    /// The sampler under the web UI's name, "Euler a" for one it does not have.
    var webUISampler: String { Self.samplers[sampler ?? ""] ?? "Euler a" }

    private static let samplers = [
        "k_dpmpp_2m": "DPM++ 2M", "k_dpmpp_sde": "DPM++ SDE", "k_dpmpp_2m_sde": "DPM++ 2M SDE",
        "k_dpmpp_2s_ancestral": "DPM++ 2S a", "k_dpmpp_2s_a": "DPM++ 2S a",
        "k_dpmpp_3m_sde": "DPM++ 3M SDE", "k_euler_ancestral": "Euler a", "k_euler_a": "Euler a",
        "k_euler": "Euler", "k_lms": "LMS", "k_heun": "Heun", "k_dpm_2": "DPM2",
        "k_dpm_2_ancestral": "DPM2 a", "k_dpm_2_a": "DPM2 a", "k_dpm_fast": "DPM fast",
        "k_dpm_adaptive": "DPM adaptive", "k_dpm_ad": "DPM adaptive", "ddim": "DDIM",
        "ddim_v3": "DDIM", "plms": "PLMS",
    ]

    /// A number as Python prints what it reads from JSON: with a point only if it has a fraction.
    struct Number: Decodable {
        let text: String

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let whole = try? value.decode(Int.self) {
                text = String(whole)
            } else {
                text = PythonNumber.text(try value.decode(Double.self))
            }
        }
    }
}
