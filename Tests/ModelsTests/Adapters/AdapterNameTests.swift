import Checkpoints
import Foundation
import KilnTesting
import Layers
import Testing

/// The names and shapes of a real model: of its networks as checkpoints have them, and of the
/// modules that trainers give adapters, by diffusers' names.
struct ModelNames: Sendable {
    let networks: [String: [String: [Int]]]
    let modules: [String: [String: [Int]]]
    let targets: [AdapterTargets]

    /// What the fixtures' JSON holds.
    private struct Content: Decodable {
        let networks: [String: [String: [Int]]]
        let modules: [String: [String: [Int]]]
    }

    /// The names of a family, read once for all tests.
    init(_ family: String) throws {
        self = try #require(Self.read[family]).get()
    }

    private static let read = Dictionary(
        uniqueKeysWithValues: ["sd1", "sd2", "sdxl"].map { family in
            (family, Result { try ModelNames(reading: family) })
        })

    private init(reading family: String) throws {
        let url = Bundle.module.url(
            forResource: "names-\(family)", withExtension: "json",
            subdirectory: "Fixtures/adapters")
        let content = try JSONDecoder().decode(
            Content.self, from: Data(contentsOf: #require(url)))
        (networks, modules) = (content.networks, content.modules)
        targets = AdapterSide.allCases.compactMap { side in
            content.networks[side.name].map { AdapterTargets($0, side: side) }
        }
    }

    /// The modules of every side with the names that `named` gives them.
    func adapter(_ naming: Naming) throws -> AdapterFile {
        var file = SafetensorsBuilder()
        for side in AdapterSide.allCases {
            for (name, shape) in naming.modules(of: self, side) {
                let base = naming.key(name, side, isSDXL: modules.count > 2)
                let window = Array(shape.dropFirst(2))
                file.add(base + naming.endings.up, [shape[0], 4] + window.map { _ in 1 })
                file.add(base + naming.endings.down, [4, shape[1]] + window)
            }
        }
        return try adapterFile(file)
    }
}

/// A way to name an adapter's modules and tensors.
struct Naming: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let endings: (up: String, down: String)
    var usesOriginal = false
    /// A module's whole name, of its path and the side that it is on.
    let key: @Sendable (_ module: String, AdapterSide, _ isSDXL: Bool) -> String

    func key(_ module: String, _ side: AdapterSide, isSDXL: Bool) -> String {
        key(module, side, isSDXL)
    }

    func modules(of model: ModelNames, _ side: AdapterSide) -> [(String, [Int])] {
        guard usesOriginal, side == .unet else {
            return (model.modules[side.name] ?? [:]).map { ($0, $1) }
        }
        return (model.networks["unet"] ?? [:]).filter {
            $0.key.hasSuffix(".weight") && $0.value.count > 1
        }
        .map { (String($0.key.dropLast(7)), $0.value) }
    }

    private static func kohya(_ module: String, _ side: AdapterSide, _ isSDXL: Bool) -> String {
        let prefix =
            switch side {
            case .unet: "lora_unet_"
            case .text: isSDXL ? "lora_te1_" : "lora_te_"
            case .secondText: "lora_te2_"
            }
        return prefix + module.replacing(".", with: "_")
    }

    private static func dotted(_ module: String, _ side: AdapterSide, _ isSDXL: Bool) -> String {
        let prefixes: [AdapterSide: String] = [
            .unet: "unet.", .text: "text_encoder.", .secondText: "text_encoder_2.",
        ]
        return (prefixes[side] ?? "") + module
    }

    private static let trained = (up: ".lora_up.weight", down: ".lora_down.weight")
    private static let peft = (up: ".lora_B.weight", down: ".lora_A.weight")

    static let all = [
        Naming(testDescription: "kohya", endings: trained, key: kohya),
        Naming(
            testDescription: "kohya, original names", endings: trained, usesOriginal: true,
            key: kohya),
        Naming(testDescription: "diffusers with PEFT", endings: peft, key: dotted),
        Naming(
            testDescription: "diffusers with transformers 5", endings: peft,
            key: { module, side, isSDXL in
                dotted(module.replacing("text_model.", with: ""), side, isSDXL)
            }),
        Naming(
            testDescription: "diffusers' linear layers",
            endings: (".lora_linear_layer.up.weight", ".lora_linear_layer.down.weight"),
            key: dotted),
        Naming(
            testDescription: "diffusers' attention processors",
            endings: ("_lora.up.weight", "_lora.down.weight"),
            key: { module, side, isSDXL in
                var name = module.replacing(".to_out.0", with: ".to_out")
                if side == .unet { name = name.replacing(".to_", with: ".processor.to_") }
                for part in ["q", "k", "v", "out"] {
                    name = name.replacing("self_attn.\(part)_proj", with: "self_attn.to_\(part)")
                }
                return dotted(name, side, isSDXL)
            }),
        Naming(
            testDescription: "ComfyUI", endings: trained, usesOriginal: true,
            key: { module, side, isSDXL in
                switch side {
                case .unet: "diffusion_model." + module
                case .text: "text_encoders.clip_l.transformer." + module
                case .secondText: "text_encoders.clip_g.transformer." + module
                }
            }),
    ]
}

extension AdapterSide {
    /// The side's name in the fixtures.
    var name: String { "\(self)" }
}

/// An adapter of these tensors, in a file that is gone when it was read.
func adapterFile(_ builder: SafetensorsBuilder) throws -> AdapterFile {
    let path = FileManager.default.temporaryDirectory
        .appendingPathComponent("kiln-adapter-\(UUID().uuidString).safetensors").path
    try builder.write(to: path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try AdapterFile(CheckpointFile(opening: path))
}

@Suite struct AdapterNameTests {
    @Test(arguments: ["sd1", "sd2", "sdxl"], Naming.all)
    func `every module of a real model is found by every trainer's name`(
        family: String, naming: Naming
    ) throws {
        let model = try ModelNames(family)
        let adapter = try model.adapter(naming)
        let match = AdapterMatch(adapter, in: model.targets)
        #expect(match.unmatched.isEmpty)
        #expect(match.misfit == nil)
        #expect(match.matched == adapter.modules.count)
        #expect(adapter.unread.isEmpty)
        #expect(adapter.modules.count > 250)
        let families: [String: AdapterFamily] = ["sd1": .sd1, "sd2": .sd2, "sdxl": .sdxl]
        #expect(adapter.family == families[family])
        try match.check(for: families[family])
    }

    @Test(arguments: ["sd1", "sd2", "sdxl"])
    func `both namings of a module lead to one tensor`(family: String) throws {
        let model = try ModelNames(family)
        var patches: [Set<String>] = []
        for naming in Naming.all.prefix(2) {
            let match = AdapterMatch(try model.adapter(naming), in: model.targets)
            patches.append(match.names(in: 0))
        }
        let weights = (model.networks["unet"] ?? [:])
            .filter { $0.key.hasSuffix(".weight") && $0.value.count > 1 }.keys
        #expect(patches[0] == Set(weights))
        #expect(patches[1] == Set(weights))
    }

    @Test(arguments: [
        ("sdxl", "sd1", AdapterFamily.sdxl, AdapterFamily.sd1),
        ("sd1", "sdxl", .sd1, .sdxl), ("sd1", "sd2", .sd1, .sd2), ("sd2", "sd1", .sd2, .sd1),
    ])
    func `an adapter for another family is refused by its name`(
        adapter: String, model: String, own: AdapterFamily, other: AdapterFamily
    ) throws {
        for naming in Naming.all {
            let adapter = try ModelNames(adapter).adapter(naming)
            let match = AdapterMatch(adapter, in: try ModelNames(model).targets)
            let error = #expect(throws: AdapterError.self) { try match.check(for: other) }
            #expect(
                error == .foreign(file: adapter.file.path, family: own, model: other))
            #expect("\(try #require(error))".contains("is for \(own.rawValue) and"))
            // Without the model's family, what does not fit or is not there says so.
            #expect(throws: AdapterError.self) { try match.check(for: nil) }
        }
    }

    @Test func `a few unknown modules are counted and do no harm`() throws {
        let targets = [AdapterTargets(["linear.weight": [4, 4]], side: .unet)]
        var file = SafetensorsBuilder()
        file.add("lora_unet_linear.diff", [4, 4])
        for index in 0..<12 { file.add("lora_unet_extra_\(index).diff", [4, 4]) }
        let match = AdapterMatch(try adapterFile(file), in: targets)
        #expect(match.matched == 1 && match.unmatched.count == 12)
        try match.check(for: .sd1)
        file.add("lora_unet_extra_12.diff", [4, 4])
        let more = AdapterMatch(try adapterFile(file), in: targets)
        let error = #expect(throws: AdapterError.self) { try more.check(for: .sd1) }
        #expect(
            error
                == .unmatched(
                    file: more.adapter.file.path, count: 13, total: 14,
                    example: "lora_unet_extra_0"))
    }

    @Test(arguments: [
        ("lora_unet_double_blocks_0_img_attn_qkv", 3072, AdapterFamily.flux),
        ("transformer.single_transformer_blocks.0.attn.to_q", 3072, .flux),
        ("transformer.transformer_blocks.0.attn.to_q", 3072, .flux),
        ("transformer.transformer_blocks.0.attn.to_q", 1536, .sd3),
        ("lora_unet_joint_blocks_0_x_block_attn_qkv", 1536, .sd3),
        ("lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k", 1280, .refiner),
        ("lora_unet_input_blocks_4_1_transformer_blocks_1_attn1_to_k", 640, .sdxl),
        ("lora_te2_text_model_encoder_layers_0_mlp_fc1", 1280, .sdxl),
        ("lora_te_text_model_encoder_layers_0_self_attn_q_proj", 768, .sd1),
        ("lora_te_text_model_encoder_layers_0_self_attn_q_proj", 1024, .sd2),
    ])
    func `one module can tell the family`(name: String, width: Int, family: AdapterFamily) throws {
        var file = SafetensorsBuilder()
        file.add("\(name).lora_down.weight", [4, width])
        file.add("\(name).lora_up.weight", [8, 4])
        #expect(try adapterFile(file).family == family)
    }

    @Test func `what the names leave open, the file's notes may tell`() throws {
        var file = SafetensorsBuilder()
        file.add("lora_unet_mid_block_attentions_0_proj_in.lora_down.weight", [4, 1280])
        file.add("lora_unet_mid_block_attentions_0_proj_in.lora_up.weight", [1280, 4])
        #expect(try adapterFile(file).family == nil)
        file.metadata["modelspec.architecture"] = "stable-diffusion-v1/lora"
        #expect(try adapterFile(file).family == .sd1)
    }
}
