import Imaging
import Kiln

/// A picture's file that an option names.
enum PictureFile {
    /// The picture.
    ///
    /// - Throws: `InputError` with the file's name.
    static func read(_ path: String) throws(InputError) -> Image8 {
        do {
            return try ImageFile.decode(ImageFile.bytes(of: path))
        } catch {
            throw .unreadable(path, error)
        }
    }

    /// How the picture was made, as its file says.
    ///
    /// - Throws: `InputError` with the file's name.
    static func infotext(_ path: String) throws(InputError) -> String {
        let info: PictureInfo
        do {
            info = try PictureInfo(of: ImageFile.bytes(of: path))
        } catch {
            throw .unreadable(path, error)
        }
        guard let text = info.infotext else { throw .nothingRecorded(path) }
        return text
    }
}

/// What is wrong with a file that an option names.
enum InputError: Error, CustomStringConvertible {
    /// It cannot be read as a picture.
    case unreadable(String, ImagingError)
    /// It says nothing of how it was made.
    case nothingRecorded(String)

    var description: String {
        switch self {
        case .unreadable(_, .cannotRead(let path, let reason)):
            ImagingError.cannotRead(path: path, reason: reason).description
        case .unreadable(let path, let error): "\(path): \(error)"
        case .nothingRecorded(let path):
            "\(path) has no generation data, so there is nothing to make it again from."
        }
    }
}
