internal import JSONText
internal import Linux

/// What `storage.conf` says that is of use here (containers-storage.conf(5)): further image stores, and how a store that is made
/// gives containers their files. The rest of the file tells other engines where their own store lies.
public enum StorageConfiguration {
    /// The directories of `additionalimagestores`; empty where there is no such file.
    public static func additionalImageStores(
        environment: (String) -> String?, isOrdinaryUser: Bool
    ) throws(RegistryError) -> [String] {
        guard let (path, bytes) = try read(environment, isOrdinaryUser) else { return [] }
        return try additionalImageStores(bytes, path)
    }

    /// The driver, where it is one that is here too, and the program that mounts overlays where the kernel does not.
    public static func driver(
        environment: (String) -> String?, isOrdinaryUser: Bool
    ) throws(RegistryError) -> (name: String?, mountProgram: String?) {
        guard let (path, bytes) = try read(environment, isOrdinaryUser) else { return (nil, nil) }
        let storage = try parse(bytes, path)["storage"]
        let options = storage?["options"]
        let name = storage?["driver"]?.stringValue
        let program = options?["overlay"]?["mount_program"]?.stringValue ?? options?["mount_program"]?.stringValue
        // Drivers that only other engines have say nothing about a store of ours.
        return (
            name.flatMap { ["overlay", "overlay2", "vfs"].contains($0) ? $0 : nil },
            program.flatMap { $0.isEmpty ? nil : $0 }
        )
    }

    /// The file that counts: the first that is there.
    private static func read(
        _ environment: (String) -> String?, _ isOrdinaryUser: Bool
    ) throws(RegistryError) -> (path: String, bytes: [UInt8])? {
        for path in paths(environment, isOrdinaryUser) {
            do throws(SystemCallError) { return (path, try readFile(path, limit: 1 << 20)) } catch {
                if [.noEntry, .notDirectory, .access].contains(error.errno) { continue }
                throw refusal(path, error.errno.words)
            }
        }
        return nil
    }

    private static func parse(_ bytes: [UInt8], _ path: String) throws(RegistryError) -> JSONValue {
        do throws(SettingsText.Fault) { return try SettingsText.parse(bytes) } catch {
            throw refusal(path, "line \(error.line): \(error.what)")
        }
    }

    /// A user's own file stands in place of the machine's.
    private static func paths(_ environment: (String) -> String?, _ isOrdinaryUser: Bool) -> [String] {
        func value(_ name: String) -> String? { environment(name).flatMap { $0.isEmpty ? nil : $0 } }
        if let named = value("CONTAINERS_STORAGE_CONF") { return [named] }
        var paths = ["/etc/containers/storage.conf", "/usr/share/containers/storage.conf"]
        if isOrdinaryUser, let own = value("XDG_CONFIG_HOME") ?? value("HOME").map({ "\($0)/.config" }) {
            paths.insert("\(own)/containers/storage.conf", at: 0)
        }
        return paths
    }

    static func additionalImageStores(_ bytes: [UInt8], _ path: String) throws(RegistryError) -> [String] {
        // Every command comes here, and most files say nothing of it, or have an empty list: they are not even read.
        guard names(bytes) else { return [] }
        guard let value = try parse(bytes, path)["storage"]?["options"]?["additionalimagestores"] else { return [] }
        guard let texts = value.stringsValue else { throw refusal(path, "additionalimagestores is no list of directories") }
        let found = texts.filter { !$0.isEmpty }
        for text in found where !text.hasPrefix("/") { throw refusal(path, "the additional image store \(text) is no absolute path") }
        return found
    }

    /// Whether a line sets the list, and to something.
    private static func names(_ bytes: [UInt8]) -> Bool {
        var place = 0
        func skip(_ matches: (UInt8) -> Bool) { while place < bytes.count, matches(bytes[place]) { place += 1 } }
        func skipBlanks() { skip { $0 == 32 || $0 == 9 } }
        func take(_ byte: UInt8) -> Bool {
            guard place < bytes.count, bytes[place] == byte else { return false }
            place += 1
            return true
        }
        while place < bytes.count {
            skipBlanks()
            let start = place
            skip { $0 != 10 && $0 != 35 && $0 != word[0] }
            while place < bytes.count, bytes[place] == word[0], !bytes[place...].starts(with: word) {
                place += 1
                skip { $0 != 10 && $0 != 35 && $0 != word[0] }
            }
            if place < bytes.count, bytes[place] == word[0] {
                // Behind another word, as in options.additionalimagestores, it is read as a whole.
                if place > start { return true }
                place += word.count
                skipBlanks()
                guard take(61) else { return true }
                skipBlanks()
                guard take(91) else { return true }
                while true {
                    skip { [32, 9, 10, 13].contains($0) }
                    guard place < bytes.count, bytes[place] == 35 else { break }
                    skip { $0 != 10 }
                }
                guard take(93) else { return true }
            }
            skip { $0 != 10 }
            place += 1
        }
        return false
    }

    private static let word = Array("additionalimagestores".utf8)

    private static func refusal(_ path: String, _ cause: String) -> RegistryError {
        RegistryError(.configuration, doing: "read", subject: path, cause: cause)
    }
}
