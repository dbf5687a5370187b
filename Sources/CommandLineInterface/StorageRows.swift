internal import CommandLineGrammar
internal import ContainerEngine
internal import Linux

/// Options before the verb about how the store gives containers their root file systems.
enum StorageRows {
    static func rows() -> [OptionRow<Globals>] {
        [
            .string(
                "storage-driver", "driver", "What gives containers their root file systems, overlay or vfs: as the store was made"
            ) {
                $0.storage.driver = $1
                $0.storage.source = "--storage-driver"
            },
            .value("storage-opt", "option", "overlay.mount_program=PATH: the program that mounts overlays in place of the kernel") {
                (globals, text) throws(UsageError) in
                guard let program = mountProgram(text) else {
                    throw UsageError(
                        "--storage-opt \(text): there is no such option of the storage drivers; overlay.mount_program=PATH is there",
                        pointsToHelp: false)
                }
                globals.storage.mountProgram = program
            },
        ]
    }

    private static func mountProgram(_ text: String) -> String? {
        for name in ["overlay.mount_program=", ".mount_program=", "mount_program="] where text.hasPrefix(name) {
            let path = String(text.dropFirst(name.utf8.count))
            return path.hasPrefix("/") ? path : nil
        }
        return nil
    }

    /// With what the environment says of what the command line does not.
    static func complete(_ wish: StorageWish) throws(EngineError) -> StorageWish {
        var wish = wish
        wish.readsConfiguration = true
        if wish.driver == nil, let driver = environmentVariable("STORAGE_DRIVER"), !driver.isEmpty {
            wish.driver = driver
            wish.source = "STORAGE_DRIVER"
        }
        if wish.mountProgram == nil, let options = environmentVariable("STORAGE_OPTS"), !options.isEmpty {
            for option in options.parts(between: ",") {
                guard let program = mountProgram(String(option)) else {
                    throw EngineError(
                        .unsupported,
                        "STORAGE_OPTS: \(option): there is no such option of the storage drivers; overlay.mount_program=PATH is there")
                }
                wish.mountProgram = program
            }
        }
        return wish
    }
}
