internal import JSONText
internal import Linux
internal import RegistryAccess

/// What `storage.conf` says of stores that are made: containers-storage.conf(5).
enum StorageConfiguration {
    /// The driver, and the program that mounts overlays where the kernel does not. A user's file goes before the machine's.
    static func read(rootless: Bool) throws(EngineError) -> (driver: String?, mountProgram: String?) {
        for path in files(rootless) {
            let bytes: [UInt8]
            do throws(SystemCallError) { bytes = try readFile(path, limit: 1 << 20) } catch {
                if error.errno == .noEntry || error.errno == .access || error.errno == .notDirectory { continue }
                throw EngineError("reading \(path)", error)
            }
            let tree: JSONValue
            do throws(SettingsText.Fault) { tree = try SettingsText.parse(bytes) } catch {
                throw EngineError(.invalid, "\(path), line \(error.line): \(error.what)")
            }
            let storage = tree["storage"]
            let options = storage?["options"]
            let program = options?["overlay"]?["mount_program"]?.stringValue ?? options?["mount_program"]?.stringValue
            return (storage?["driver"]?.stringValue.flatMap(known), program.flatMap { $0.isEmpty ? nil : $0 })
        }
        return (nil, nil)
    }

    /// Drivers that only other engines have say nothing about a store of ours.
    private static func known(_ driver: String) -> String? { ["overlay", "overlay2", "vfs"].contains(driver) ? driver : nil }

    private static func files(_ rootless: Bool) -> [String] {
        func value(_ name: String) -> String? { environmentVariable(name).flatMap { $0.isEmpty ? nil : $0 } }
        if let path = value("CONTAINERS_STORAGE_CONF") { return [path] }
        var files = ["/etc/containers/storage.conf", "/usr/share/containers/storage.conf"]
        if rootless, let own = value("XDG_CONFIG_HOME") ?? value("HOME").map({ "\($0)/.config" }) {
            files.insert("\(own)/containers/storage.conf", at: 0)
        }
        return files
    }
}
