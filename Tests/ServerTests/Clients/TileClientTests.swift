import Foundation
import Imaging
import Testing

/// "SD upscale" with the engine.
@Suite(.serialized) struct TileClientTests {
    @Test func `batches of any size make one picture of its tiles`() throws {
        let server = try RunningServer()
        defer { server.stop() }
        let pixels = (0..<3 * 64 * 64).map { UInt8(truncatingIfNeeded: $0) }
        let picture = try Image8(width: 64, height: 64, channels: 3, pixels: pixels)
        let file = Data(try PNG.encode(picture, texts: [])).base64EncodedString()
        func upscaled(_ batches: String) throws -> [String]? {
            let body = """
                {"init_images": ["\(file)"], "prompt": "a red circle", "width": 64, "height": 64,
                "steps": 2, "seed": 3, "denoising_strength": 0.5, \(batches),
                "script_name": "SD upscale", "script_args": [null, 16, "Lanczos", 1.5]}
                """
            return try server.json("/sdapi/v1/img2img", body)["images"] as? [String]
        }
        let one = try upscaled(#""batch_size": 1, "n_iter": 1"#)
        #expect(one?.count == 1)
        #expect(try upscaled(#""batch_size": 2, "n_iter": 3"#) == one)
    }
}
