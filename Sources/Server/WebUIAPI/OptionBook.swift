import Foundation
import Imaging
import Kiln
import Synchronization
import WebUI
import Wire

/// The options of a data folder. Changes are made one after the other, on the disk first: what could not be kept is not
/// in force either.
actor OptionBook {
    private let file: String
    /// What holds.
    private nonisolated let present: Mutex<WebUIOptions>
    /// A thread of its own, since a change waits for the disk.
    private nonisolated let queue = DeviceQueue("kiln.options")

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        queue.asUnownedSerialExecutor()
    }

    /// The options of a folder that no other process writes to; without a file, or with one that is damaged, they
    /// are preset.
    init(folder: String) {
        file = folder + "/options.json"
        AtomicFile.removeDrafts(in: folder)
        var options = WebUIOptions()
        if let data = FileManager.default.contents(atPath: file),
            let json = try? JSONValue(parsing: [UInt8](data)), let values = json.members
        {
            _ = try? options.set(values)
        }
        present = Mutex(options)
    }

    /// What holds now.
    nonisolated var options: WebUIOptions { present.withLock(\.self) }

    /// Sets options and keeps them.
    ///
    /// - Returns: a sentence for each that was left out.
    /// - Throws: `WireError` for a value that an option cannot have; `ImagingError` if they cannot be kept.
    func set(_ values: JSONObject) throws -> [String] {
        var options = options
        let warnings = try options.set(values)
        try AtomicFile.write(options.json.bytes, to: file)
        present.withLock { $0 = options }
        return warnings
    }
}
