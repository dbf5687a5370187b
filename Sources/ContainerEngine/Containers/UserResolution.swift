/// Who a container's process is, found in the `/etc/passwd` and `/etc/group` of its root file system.
public struct UserResolution: Sendable, Equatable {
    public var user: UInt32
    public var group: UInt32
    public var additionalGroups: [UInt32]
    public var home: String
    public var name: String

    /// Resolves `USER[:GROUP]`, each a name or a number. A number is never looked up as a name.
    public static func resolve(_ text: String, files: LayeredFiles) throws(EngineError) -> UserResolution {
        let colon = text.firstIndex(of: ":")
        let userText = colon.map { String(text[..<$0]) } ?? text
        let groupText = colon.map { String(text[text.index(after: $0)...]) }
        let users = try files.contents(of: "/etc/passwd").map(lines) ?? []
        var result = UserResolution(user: 0, group: 0, additionalGroups: [], home: "/", name: "")
        let entry: [String]?
        if userText.isEmpty || isNumber(userText) {
            let number = userText.isEmpty ? 0 : try Self.number(userText, "user", text)
            result.user = number
            entry = users.first { $0.count > 3 && UInt32($0[2]) == number }
        } else {
            entry = users.first { $0.count > 3 && $0[0] == userText }
            guard let entry else {
                throw EngineError(
                    .invalid, "unable to find user \(userText): no matching entries in the passwd file of the image")
            }
            // The largest number would mean to the kernel that nothing is to change, which is root.
            result.user = try Self.number(entry[2], "user", text)
        }
        if let entry {
            result.name = entry[0]
            result.group = UInt32(entry[3]) ?? 0
            if entry.count > 5, entry[5].hasPrefix("/") { result.home = entry[5] }
        }
        let groups = groupText != nil || !result.name.isEmpty ? try files.contents(of: "/etc/group").map(lines) ?? [] : []
        if let groupText, !groupText.isEmpty {
            result.group = try group(groupText, in: groups, text)
        } else if !result.name.isEmpty {
            for entry in groups where entry.count > 3 {
                guard let number = UInt32(entry[2]) else { continue }
                if entry[3].split(separator: ",").contains(Substring(result.name)), !result.additionalGroups.contains(number) {
                    result.additionalGroups.append(number)
                }
            }
        }
        return result
    }

    /// Resolves one `--group-add`.
    public static func group(_ text: String, files: LayeredFiles) throws(EngineError) -> UInt32 {
        if isNumber(text) { return try number(text, "group", text) }
        return try group(text, in: try files.contents(of: "/etc/group").map(lines) ?? [], text)
    }

    /// Whether the image has a name for a group.
    static func isKnown(group: UInt32, files: LayeredFiles) throws(EngineError) -> Bool {
        let groups = try files.contents(of: "/etc/group").map(lines) ?? []
        return groups.contains { $0.count > 2 && UInt32($0[2]) == group }
    }

    private static func group(_ name: String, in groups: [[String]], _ text: String) throws(EngineError) -> UInt32 {
        if isNumber(name) { return try number(name, "group", text) }
        guard let entry = groups.first(where: { $0.count > 2 && $0[0] == name }), let number = UInt32(entry[2]) else {
            throw EngineError(
                .invalid, "unable to find group \(name): no matching entries in the group file of the image")
        }
        return number
    }

    private static func isNumber(_ text: String) -> Bool { !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) } }

    private static func number(_ text: String, _ what: String, _ whole: String) throws(EngineError) -> UInt32 {
        guard let number = UInt32(text), number <= UInt32(Int32.max) else {
            throw EngineError(.invalid, "the \(what) id \(text) in \"\(whole)\" is out of range (0 to 2147483647)")
        }
        return number
    }

    private static func lines(_ bytes: [UInt8]) -> [[String]] {
        bytes.split(separator: 10).compactMap { line in
            if line.first == 35 { return nil }
            return line.split(separator: 58, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        }
    }
}
