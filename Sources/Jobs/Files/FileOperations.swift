#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The file system's calls that the store makes, each as it is: one call, which may be cut short or
/// interrupted. Another set of them is another file system, or one that fails.
package struct FileOperations: Sendable {
    /// What a folder has under a name.
    package struct Entry: Sendable, Hashable {
        package let name: String
        package let isFolder: Bool
        /// In bytes.
        package let size: Int

        package init(name: String, isFolder: Bool, size: Int) {
            self.name = name
            self.isFolder = isFolder
            self.size = size
        }
    }

    /// Makes a file that is not there yet and opens it to write.
    package var create: @Sendable (_ path: String) throws(SystemError) -> Int32
    /// Opens a file to read.
    package var open: @Sendable (_ path: String) throws(SystemError) -> Int32
    package var size: @Sendable (_ file: Int32) throws(SystemError) -> Int
    package var read:
        @Sendable (_ file: Int32, _ into: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int
    package var write:
        @Sendable (_ file: Int32, _ from: UnsafeRawBufferPointer) throws(SystemError) -> Int
    /// Forces what was written to the disk.
    package var sync: @Sendable (_ file: Int32) throws(SystemError) -> Void
    package var close: @Sendable (_ file: Int32) throws(SystemError) -> Void
    package var rename: @Sendable (_ path: String, _ to: String) throws(SystemError) -> Void
    package var unlink: @Sendable (_ path: String) throws(SystemError) -> Void
    package var makeFolder: @Sendable (_ path: String) throws(SystemError) -> Void
    package var removeFolder: @Sendable (_ path: String) throws(SystemError) -> Void
    /// Forces a folder's names to the disk.
    package var syncFolder: @Sendable (_ path: String) throws(SystemError) -> Void
    package var list: @Sendable (_ folder: String) throws(SystemError) -> [Entry]
}
