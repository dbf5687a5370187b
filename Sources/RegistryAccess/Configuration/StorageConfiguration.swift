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
        // Most files say nothing of it: they are not even read.
        let word = Array("additionalimagestores".utf8)
        guard bytes.count >= word.count, mentions(bytes, word) else { return [] }
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

    private static func mentions(_ bytes: [UInt8], _ word: [UInt8]) -> Bool {
        var start = 0
        while let place = bytes[start...].firstIndex(of: word[0]) {
            if bytes[place...].starts(with: word) { return true }
            start = place + 1
        }
        return false
    }

    private static func refusal(_ path: String, _ cause: String) -> RegistryError {
        RegistryError(.configuration, doing: "read", subject: path, cause: cause)
    }
}
