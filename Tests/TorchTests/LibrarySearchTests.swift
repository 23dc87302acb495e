import Foundation
import Testing

@testable import Torch

/// A search in a made-up machine that has these files.
private func search(
    _ files: Set<String>, environment: [String: String] = [:], starts: [String] = ["/home/a/b"],
    python: String? = nil
) -> LibrarySearch {
    var folders: Set<String> = []
    for file in files {
        var folder = Substring(file)
        while let slash = folder.lastIndex(of: "/") {
            folder = folder[..<slash]
            folders.insert(String(folder))
        }
    }
    let all = folders
    return LibrarySearch(
        environment: environment, starts: starts,
        exists: { files.contains($0) || all.contains($0) },
        names: { folder in
            all.filter { $0.hasPrefix(folder + "/") }
                .compactMap {
                    $0.dropFirst(folder.count + 1).split(separator: "/").first.map(String.init)
                }
        },
        python: { python })
}

private func library(_ folder: String) -> String { folder + "/" + LibrarySearch.fileName }

private let inside = "lib/python3.12/site-packages/torch/lib"

@Test func `an explicit path may be the folder, the one above, or the file`() throws {
    for path in ["/x/torch/lib", "/x/torch", "/x", library("/x/torch/lib")] {
        let found = try search([library("/x/torch/lib")], environment: ["KILN_LIBTORCH": path])
            .folder()
        #expect(found == "/x/torch/lib")
    }
}

@Test func `an explicit path rules out everything else`() {
    let place = search(
        [library("/home/a/.venv/\(inside)")], environment: ["KILN_LIBTORCH": "/nowhere"])
    #expect(throws: TorchError.notFound(searched: "/nowhere (KILN_LIBTORCH)")) {
        try place.folder()
    }
}

@Test func `the nearest environment above comes first, then the active one, then python`() throws {
    let near = "/home/a/.venv/\(inside)"
    let far = "/home/.venv/\(inside)"
    let other = "/project/.venv/\(inside)"
    let active = "/envs/ml/\(inside)"
    let system = "/usr/lib/python3/dist-packages/torch/lib"
    var files = Set([near, far, other, active, system].map(library))
    for expected in [near, far, other, active, system] {
        let place = search(
            files, environment: ["VIRTUAL_ENV": "/envs/ml"], starts: ["/home/a/b/", "/project"],
            python: system)
        #expect(try place.folder() == expected)
        files.remove(library(expected))
    }
}

@Test func `an environment without a library is passed over`() throws {
    let place = search(["/home/a/b/.venv/bin/python", library("/home/.venv/\(inside)")])
    #expect(try place.folder() == "/home/.venv/\(inside)")
}

@Test func `what was searched is told`() {
    #expect(throws: TorchError.notFound(searched: "/home/.venv, or by python3")) {
        try search(["/home/.venv/bin/python"]).folder()
    }
    #expect(
        throws: TorchError.notFound(
            searched: "any .venv above the program or the current folder, or by python3")
    ) {
        try search([]).folder()
    }
}

@Test func `a missing libtorch gets one sentence with the command that installs it`() async {
    let result = await #expect(
        processExitsWith: .success, observing: [\.standardOutputContent]
    ) {
        setenv("KILN_LIBTORCH", "/nowhere", 1)
        do throws(TorchError) {
            try LibTorch.load()
            exit(1)
        } catch {
            print(error)
        }
        guard case .notFound = error(of: Tensor([1], shape: [1]) + 1.0) else { exit(2) }
        guard !LibTorch.isAvailable(.cpu), LibTorch.threads == 0 else { exit(3) }
    }
    let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    #expect(output.contains("libtorch was not found in /nowhere (KILN_LIBTORCH); install it with"))
    #expect(output.contains("pip install torch"))
}

@Test func `a file that is no library is refused with the system's reason`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
        "kiln-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("no library".utf8).write(to: folder.appendingPathComponent(LibrarySearch.fileName))
    let error = #expect(throws: TorchError.self) { try Library(folder: folder.path) }
    guard case .unloadable(folder.path, let reason) = error else {
        Issue.record("\(String(describing: error))")
        return
    }
    #expect(!reason.isEmpty)
}

@Test func `a version that is too old is refused`() throws {
    #expect(
        throws: TorchError.tooOld(version: "2.10.1", path: "/x")
    ) { try LibTorch.checked(TorchVersion(2, 10, 1), from: "/x") }
    #expect(try LibTorch.checked(TorchVersion(2, 11, 0), from: "/x") == TorchVersion(2, 11, 0))
    #expect(try LibTorch.checked(TorchVersion(3, 0, 0), from: "/x") > LibTorch.oldest)
    let sentence = TorchError.tooOld(version: "2.10.1", path: "/x").description
    #expect(sentence.contains("2.10.1") && sentence.contains("2.11.0 or newer"))
}

@Test func `versions are read from their bytes`() {
    #expect(TorchVersion(abi: 0x020d_0100_0000_0000) == TorchVersion(2, 13, 1))
    #expect(TorchVersion(2, 11, 0).abi == 0x020b_0000_0000_0000)
    #expect(TorchVersion(2, 9, 0) < TorchVersion(2, 11, 0))
}
