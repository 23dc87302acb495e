import KilnTesting
import Testing

/// Whole pictures of prompts that change and are composed, of emphasis modes, and of schedules that
/// end in pure noise.
@Suite struct SteeredPictureTests {
    @Test(arguments: [
        "prompt-and", "prompt-weighed", "prompt-edit", "prompt-edit-negative", "prompt-turns",
        "prompt-edit-heun", "prompt-edit-hires", "prompt-edit-image", "prompt-chunks",
        "emphasis-none", "emphasis-ignore", "emphasis-no-norm", "ztsnr-v", "ztsnr-karras",
    ])
    func `a steered picture is the independent implementation's`(name: String) async throws {
        let distance = try await distance(fromGolden: name)
        #expect(distance <= pictureTolerance)
    }
}
