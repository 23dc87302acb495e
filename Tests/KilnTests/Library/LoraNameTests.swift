import Kiln
import KilnTesting
import Testing

@Suite struct LoraNameTests {
    let folder: LibraryFolder

    init() throws {
        folder = try LibraryFolder()
        try folder.add("Lora/plain.pt", "no tensors")
        try folder.add("Lora/sub/Deep.pt", "no tensors")
        try lora("mine", trainedAs: "TheLora")
    }

    private func lora(_ name: String, trainedAs trained: String) throws {
        var file = SafetensorsBuilder()
        file.add("x", [1])
        file.metadata["ss_output_name"] = trained
        try folder.add("Lora/\(name).safetensors")
        try file.write(to: folder.path + "/Lora/\(name).safetensors")
    }

    private func find(_ name: String) throws -> String {
        folder.name(of: try folder.models().lora(named: name).path)
    }

    @Test(arguments: [
        ("plain", "Lora/plain.pt"), ("PLAIN", "Lora/plain.pt"), ("Deep", "Lora/sub/Deep.pt"),
        ("sub/Deep", "Lora/sub/Deep.pt"), ("SUB/deep", "Lora/sub/Deep.pt"),
        ("mine", "Lora/mine.safetensors"), ("TheLora", "Lora/mine.safetensors"),
        ("thelora", "Lora/mine.safetensors"),
    ])
    func `a LoRA is found by its file's and its trainer's name, in any case`(
        name: String, path: String
    ) throws {
        #expect(try find(name) == path)
    }

    @Test func `the case as it is written comes first`() throws {
        try lora("other", trainedAs: "thelora")
        #expect(try find("TheLora") == "Lora/mine.safetensors")
        #expect(try find("thelora") == "Lora/other.safetensors")
    }

    @Test func `an unknown LoRA is refused with the closest names`() {
        #expect {
            try find("plane")
        } throws: {
            "\($0)".hasPrefix("there is no LoRA \"plane\"; the closest names are plain.pt")
        }
    }
}
