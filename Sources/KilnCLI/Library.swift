import Foundation
import Kiln

/// The model folder of a server or a worker.
enum Library {
    /// The folder that an option names, else the environment, else the models that come with the project.
    ///
    /// - Throws: `ModelFolderError.notAFolder` if there is none.
    static func folder(_ option: String?) throws -> String {
        let folder = option ?? Environment.value("KILN_MODELS") ?? DemoModels.folder
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder),
            isFolder.boolValue
        else { throw ModelFolderError.notAFolder(folder) }
        return folder
    }
}
