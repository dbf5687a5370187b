/// Where one kind of namespace of a container comes from, as `--pid`, `--ipc`, `--uts`, `--cgroupns` and `--network` say.
public enum NamespaceMode: Sendable, Equatable {
    case privateOne
    case host
    /// The namespace of another container, by name or id.
    case container(String)
    /// A namespace file, from `ns:PATH`.
    case path(String)
    /// ipc only: private, and others may join it.
    case shareable
    /// ipc and network: none of what the host has.
    case none

    static func parse(_ text: String, option: String, allowed: Set<String>) throws(EngineError) -> NamespaceMode {
        let colon = text.firstIndex(of: ":")
        let word = colon.map { String(text[..<$0]) } ?? text
        let rest = colon.map { String(text[text.index(after: $0)...]) }
        func invalid() -> EngineError {
            let known = allowed.sorted().joined(separator: ", ")
            return EngineError(.invalid, "invalid value \"\(text)\" for \(option): it is one of \(known)")
        }
        guard word.isEmpty || allowed.contains(word) else { throw invalid() }
        switch (word, rest) {
        case ("", nil), ("private", nil): return .privateOne
        case ("host", nil): return .host
        case ("shareable", nil): return .shareable
        case ("none", nil): return .none
        case ("container", let name?) where !name.isEmpty: return .container(name)
        case ("ns", let path?) where path.hasPrefix("/"): return .path(path)
        default: throw invalid()
        }
    }
}
