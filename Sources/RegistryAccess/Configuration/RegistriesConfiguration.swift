internal import JSONText
internal import Linux
internal import OCISpecification

/// What the machine's files say of registries: `registries.conf` and `registries.conf.d`
/// (containers-registries.conf(5)).
public struct RegistriesConfiguration: Sendable {
    var rules: [RegistryRule] = []
    /// Where names without a registry are looked for, in order.
    public private(set) var searchRegistries: [String] = []
    /// Short names and what they stand for.
    private(set) var aliases: [String: String] = [:]
    /// How one of several registries is chosen.
    private(set) var shortNameMode = ShortNameMode.permissive
    /// Who is asked for credentials, in order: the files, or `docker-credential-NAME`.
    private(set) var credentialHelpers = [Self.authenticationFiles]
    /// Where choices between registries are kept.
    private(set) var aliasPath: String?

    static let authenticationFiles = "containers-auth.json"

    init() {}

    /// The files that there are; later ones take the place of what earlier ones say of the same prefix.
    public init(environment: [String: String], isRoot: Bool = false) throws(RegistryError) {
        for path in try Self.files(environment) {
            let bytes: [UInt8]
            do throws(SystemCallError) { bytes = try readFile(path, limit: 4 << 20) } catch {
                if error.errno == .noEntry || error.errno == .access { continue }
                throw Self.refusal(path, error.errno.words)
            }
            try add(bytes, path: path)
        }
        aliasPath = Self.aliasFile(environment, isRoot: isRoot)
        if let aliasPath, let bytes = try? readFile(aliasPath, limit: 4 << 20) {
            var chosen = RegistriesConfiguration()
            try chosen.add(bytes, path: aliasPath)
            aliases.merge(chosen.aliases) { $1 }
        }
    }

    mutating func setAlias(_ name: String, _ target: String) { aliases[name] = target }

    private static func files(_ environment: [String: String]) throws(RegistryError) -> [String] {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let named = value("CONTAINERS_REGISTRIES_CONF") ?? value("REGISTRIES_CONFIG_PATH") { return [named] }
        let own = value("XDG_CONFIG_HOME") ?? value("HOME").map { "\($0)/.config" }
        // A user's own file stands in place of the machine's; the folders are read both.
        var files = ["/etc/containers/registries.conf"]
        if let path = own.map({ "\($0)/containers/registries.conf" }), (try? exists(path)) == true { files = [path] }
        for folder in ["/etc/containers/registries.conf.d", own.map { "\($0)/containers/registries.conf.d" }] {
            guard let folder else { continue }
            let entries: [String]
            do throws(SystemCallError) { entries = try names(in: folder) } catch {
                if error.errno == .access || error.errno == .notDirectory { continue }
                throw refusal(folder, error.errno.words)
            }
            files += entries.filter { $0.hasSuffix(".conf") }.sorted().map { "\(folder)/\($0)" }
        }
        return files
    }

    private static func refusal(_ path: String, _ cause: String) -> RegistryError {
        RegistryError(.configuration, doing: "read", subject: path, cause: cause)
    }

    mutating func add(_ bytes: [UInt8], path: String) throws(RegistryError) {
        let tree: JSONValue
        do throws(SettingsText.Fault) { tree = try SettingsText.parse(bytes) } catch {
            throw Self.refusal(path, "line \(error.line): \(error.what)")
        }
        if tree["registries"] != nil {
            throw Self.refusal(path, "it is of the retired version 1; containers-registries.conf(5) tells of version 2")
        }
        if let search = tree["unqualified-search-registries"] {
            guard let names = search.stringsValue else {
                throw Self.refusal(path, "unqualified-search-registries is no list of texts")
            }
            searchRegistries = names
        }
        if let mode = tree["short-name-mode"] {
            guard let known = ShortNameMode(rawValue: mode.stringValue ?? "") else {
                throw Self.refusal(path, "short-name-mode is one of enforcing, permissive, disabled")
            }
            shortNameMode = known
        }
        if let helpers = tree["credential-helpers"] {
            guard let names = helpers.stringsValue else { throw Self.refusal(path, "credential-helpers is no list of texts") }
            credentialHelpers = names
        }
        for member in tree["aliases"]?.objectValue.map({ Array($0) }) ?? [] {
            guard let target = member.value.stringValue else {
                throw Self.refusal(path, "the alias \(member.key) stands for no text")
            }
            // An empty one takes back what an earlier file said.
            aliases[member.key] = target.isEmpty ? nil : target
        }
        for table in tree["registry"]?.arrayValue ?? [] {
            let rule = try Self.rule(table, path)
            rules.removeAll { $0.prefix == rule.prefix }
            rules.append(rule)
        }
    }

    private static func rule(_ table: JSONValue, _ path: String) throws(RegistryError) -> RegistryRule {
        let location = table["location"]?.stringValue ?? ""
        let prefix = table["prefix"]?.stringValue ?? location
        if prefix.isEmpty { throw refusal(path, "a [[registry]] has neither prefix nor location") }
        if location.isEmpty, !prefix.hasPrefix("*."), table["prefix"] != nil, table["mirror"] == nil,
            table["blocked"] == nil, table["insecure"] == nil
        {
            throw refusal(path, "the [[registry]] \(prefix) says nothing")
        }
        let digestOnly = table["mirror-by-digest-only"]?.boolValue ?? false
        var mirrors: [RegistryRule.Mirror] = []
        for mirror in table["mirror"]?.arrayValue ?? [] {
            guard let place = mirror["location"]?.stringValue, !place.isEmpty else {
                throw refusal(path, "a mirror of \(prefix) has no location")
            }
            let use: RegistryRule.Use
            switch mirror["pull-from-mirror"]?.stringValue ?? "" {
            case "": use = digestOnly ? .digestOnly : .all
            case "all": use = .all
            case "digest-only": use = .digestOnly
            case "tag-only": use = .tagOnly
            case let other: throw refusal(path, "the mirror \(place) has pull-from-mirror = \(other)")
            }
            mirrors.append(
                RegistryRule.Mirror(location: place, isInsecure: mirror["insecure"]?.boolValue ?? false, use: use))
        }
        return RegistryRule(
            prefix: prefix, location: location, isInsecure: table["insecure"]?.boolValue ?? false,
            isBlocked: table["blocked"]?.boolValue ?? false, mirrors: mirrors)
    }

    // MARK: Questions

    func rule(for name: String) -> RegistryRule? {
        var best: (length: Int, rule: RegistryRule)?
        for rule in rules {
            guard let length = rule.match(name) else { continue }
            if best == nil || length > best!.length { best = (length, rule) }
        }
        return best?.rule
    }

    /// The whole names that a name without a registry may stand for, in the order of trying: its alias, or each of the
    /// search registries; Docker Hub where there are none.
    public func candidates(shortName: String) -> [String] {
        let end = shortName.firstIndex { $0 == "@" || $0 == ":" } ?? shortName.endIndex
        if let alias = aliases[String(shortName[..<end])] { return [alias + shortName[end...]] }
        let registries = searchRegistries.isEmpty ? [ImageReference.defaultDomain] : searchRegistries
        return registries.map { "\($0)/\(shortName)" }
    }
}
