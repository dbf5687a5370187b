internal import JSONText
internal import Linux

/// What `storage.conf` says that is of use here: further image stores (containers-storage.conf(5)). The rest of the file tells
/// other engines where their own store lies and how it is laid out.
public enum StorageConfiguration {
    /// The directories of `additionalimagestores`; empty where there is no such file.
    public static func additionalImageStores(
        environment: (String) -> String?, isOrdinaryUser: Bool
    ) throws(RegistryError) -> [String] {
        for path in paths(environment, isOrdinaryUser) {
            let bytes: [UInt8]
            do throws(SystemCallError) { bytes = try readFile(path, limit: 1 << 20) } catch {
                if [.noEntry, .notDirectory, .access].contains(error.errno) { continue }
                throw refusal(path, error.errno.words)
            }
            return try additionalImageStores(bytes, path)
        }
        return []
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
        let tree: JSONValue
        do throws(SettingsText.Fault) { tree = try SettingsText.parse(bytes) } catch {
            throw refusal(path, "line \(error.line): \(error.what)")
        }
        guard let value = tree["storage"]?["options"]?["additionalimagestores"] else { return [] }
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
