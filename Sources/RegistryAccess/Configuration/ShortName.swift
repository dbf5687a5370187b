internal import Linux
public import OCISpecification

/// What a name without a registry stands for (containers-registries.conf(5), "short-name resolution").
public enum ShortName: Sendable, Hashable {
    /// A name with its registry, or one that only one registry may have.
    case known(ImageReference)
    /// Several registries may have it.
    case candidates([ImageReference], ShortNameMode)
}

/// How a choice between registries is made: `short-name-mode`.
public enum ShortNameMode: String, Sendable, Hashable {
    /// The user chooses; without a terminal it is an error.
    case enforcing
    /// The user chooses; without a terminal all are tried.
    case permissive
    /// All are tried.
    case disabled
}

extension RegistriesConfiguration {
    /// Resolves a name by aliases and search registries.
    public func resolve(_ text: String) throws(RegistryError) -> ShortName {
        func reference(_ text: String) throws(RegistryError) -> ImageReference {
            do throws(ImageReferenceError) { return try ImageReference(parsing: text) } catch {
                throw RegistryError(.configuration, doing: "resolve the name", subject: text, cause: "\(error)")
            }
        }
        guard Self.isShort(text) else { return .known(try reference(text)) }
        let names = candidates(shortName: text)
        var found: [ImageReference] = []
        for name in names { found.append(try reference(name)) }
        return found.count == 1 ? .known(found[0]) : .candidates(found, shortNameMode)
    }

    /// Whether a name has no registry.
    static func isShort(_ text: String) -> Bool {
        guard let slash = text.firstIndex(of: "/") else { return true }
        let first = text[..<slash]
        return !(first.contains(".") || first.contains(":") || first == "localhost" || first.contains { $0.isUppercase })
    }

    /// Where choices are kept; they count for more than what registries.conf says.
    static func aliasFile(_ environment: [String: String], isRoot: Bool) -> String? {
        if isRoot { return "/var/cache/containers/short-name-aliases.conf" }
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        guard let cache = value("XDG_CACHE_HOME") ?? value("HOME").map({ "\($0)/.cache" }) else { return nil }
        return "\(cache)/containers/short-name-aliases.conf"
    }

    /// Keeps what a name was chosen to stand for.
    public func remember(_ text: String, as chosen: ImageReference) throws(RegistryError) {
        guard let path = aliasPath else { return }
        let short = Self.withoutSelector(text)
        var all = RegistriesConfiguration()
        do throws(SystemCallError) {
            if try exists(path) { try? all.add(readFile(path, limit: 4 << 20), path: path) }  // a broken one is written anew
            all.setAlias(short, chosen.name)
            let lines = all.aliases.sorted { $0.key < $1.key }.map { "  \"\($0.key)\" = \"\($0.value)\"" }
            if let slash = path.lastIndex(of: "/") { try makeDirectories(String(path[..<slash])) }
            try replaceFile(path, with: Array((["[aliases]"] + lines).joined(separator: "\n").utf8) + [10], mode: 0o644)
        } catch {
            throw RegistryError(.configuration, doing: "keep the short name", subject: path, cause: error.description)
        }
    }

    static func withoutSelector(_ text: String) -> String { String(text.prefix { $0 != "@" && $0 != ":" }) }
}
