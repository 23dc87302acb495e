import Foundation
import Testing

@testable import Prompts

@Suite struct StyleFileTests {
    private func file(_ text: String) throws -> StyleFile { try StyleFile(Array(text.utf8)) }

    @Test func `every golden file has the styles that Python's csv module reads`() throws {
        let rows = try goldens("styles.json", of: StyleGolden.self)
        #expect(rows.count >= 60)
        for row in rows where !row.text.isEmpty {
            let styles = try file(row.text).styles.map { [$0.name, $0.prompt, $0.negativePrompt] }
            #expect(styles == row.styles, "\(row.text.debugDescription)")
        }
    }

    @Test func `an empty file has no styles, and one without names is refused`() throws {
        #expect(try file("").styles.isEmpty)
        #expect(try file("\u{feff}\r\n\n").styles.isEmpty)
        let error = #expect(throws: PromptError.self) { try file("prompt,negative_prompt\na,b") }
        #expect(error?.description.contains("name,prompt,negative_prompt") == true)
    }

    @Test func `bytes that are no UTF-8 are read all the same`() throws {
        let bytes = Array("name,prompt\nA,".utf8) + [0xff, 0xfe, 0x00, 0xc3]
        #expect(try StyleFile(bytes).styles.map(\.name) == ["A"])
    }

    @Test func `too many styles and too many bytes are refused`() throws {
        let rows = (0...StyleFile.mostStyles).map { "n\($0),x" }
        let tooMany = "name,prompt\n" + rows.joined(separator: "\n")
        let enough = "name,prompt\n" + rows.dropLast().joined(separator: "\n")
        #expect(try file(enough).styles.count == StyleFile.mostStyles)
        #expect(throws: PromptError.self) { try file(tooMany) }
        #expect(throws: PromptError.self) {
            try StyleFile([UInt8](repeating: 0x20, count: StyleFile.mostBytes + 1))
        }
    }

    @Test func `a style is found by its name, in any case if need be`() throws {
        let styles = try file("name,prompt\nPhoto,1\nphoto,2\nÄther,3\n")
        #expect(styles["Photo"]?.prompt == "1")
        #expect(styles["photo"]?.prompt == "2")
        #expect(styles["PHOTO"]?.prompt == "1")
        #expect(styles["äther"]?.prompt == "3")
        #expect(styles["phot"] == nil)
        #expect(styles.names == ["Photo", "photo", "Äther"])
    }

    @Test func `a file that is not there is named`() {
        let error = #expect(throws: PromptError.self) {
            try StyleFile(contentsOf: "/no/such/styles.csv")
        }
        #expect(error?.description.contains("/no/such/styles.csv") == true)
    }

    @Test func `a file is read from its path`() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data("name,prompt\nA,b".utf8).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        #expect(try StyleFile(contentsOf: url.path).styles == [Style(name: "A", prompt: "b")])
    }
}

@Suite struct StyleTests {
    private let photo = Style(
        name: "Photo", prompt: "a photo of {prompt}, 35mm", negativePrompt: "drawing")
    private let sharp = Style(name: "Sharp", prompt: "sharp, ", negativePrompt: "")
    private let noise = Style(
        name: "Noise", prompt: "", negativePrompt: "noisy {prompt}, {prompt}!")

    @Test func `a style wraps a prompt or follows it`() throws {
        #expect(try [photo].applied(to: "a cat") == "a photo of a cat, 35mm")
        #expect(try [sharp].applied(to: " a cat ") == "a cat, sharp,")
        #expect(try [sharp].applied(to: " ") == "sharp,")
        #expect(try [photo].applied(to: "") == "a photo of , 35mm")
    }

    @Test func `styles are applied one after the other`() throws {
        #expect(try [photo, sharp].applied(to: "a cat") == "a photo of a cat, 35mm, sharp,")
        #expect(try [sharp, photo].applied(to: "a cat") == "a photo of a cat, sharp,, 35mm")
        #expect(
            try [photo, noise].applied(to: "blur", .negative)
                == "noisy blur, drawing, blur, drawing!")
    }

    @Test func `no style leaves a prompt as it is, an empty one takes the space around it`() throws
    {
        #expect(try [Style]().applied(to: " a ") == " a ")
        #expect(try [noise].applied(to: " a ") == "a")
    }

    @Test func `styles that repeat the prompt without end are refused`() {
        let double = Style(name: "Double", prompt: "{prompt}{prompt}")
        let many = Array(repeating: double, count: 64)
        #expect(throws: PromptError.styledPromptTooLong(style: "Double")) {
            try many.applied(to: "cat")
        }
    }

    @Test func `styles are found in pasted prompts`() throws {
        let file = StyleFile([
            photo, sharp, noise, Style(name: "Big", prompt: "big", negativePrompt: "small"),
            Style(name: "Nothing", prompt: ""),
        ])
        for names in [["Photo"], ["Big"], ["Photo", "Big"], ["Big", "Photo"], []] {
            let styles = names.compactMap { file[$0] }
            let found = file.extraction(
                prompt: try styles.applied(to: "a cat"),
                negativePrompt: try styles.applied(to: "blur", .negative))
            #expect(found == .init(names: names, prompt: "a cat", negativePrompt: "blur"))
        }
    }

    @Test func `styles come off in the order opposite to that in which they went on`() {
        let file = StyleFile([
            Style(name: "Inner", prompt: "in {prompt} in"),
            Style(name: "Outer", prompt: "out {prompt}"),
            Style(name: "End", prompt: "end", negativePrompt: "bad"),
        ])
        #expect(
            file.extraction(prompt: "out in a cat in, end", negativePrompt: "worse, bad")
                == .init(
                    names: ["Inner", "End", "Outer"], prompt: "a cat", negativePrompt: "worse"))
        #expect(
            file.extraction(prompt: "in end in, end", negativePrompt: "bad")
                == .init(names: ["Inner", "End"], prompt: "end", negativePrompt: ""))
        // Both texts have to be there.
        #expect(file.extraction(prompt: "a, end", negativePrompt: "").names == [])
    }

    @Test func `a style that holds the prompt twice is not looked for`() {
        let file = StyleFile([Style(name: "Twice", prompt: "{prompt} {prompt}")])
        #expect(file.extraction(prompt: "a a", negativePrompt: "").names == [])
    }
}
