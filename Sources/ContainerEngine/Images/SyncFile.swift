internal import Linux
internal import OCISpecification
internal import RegistryAccess
internal import YAMLText

/// The file of `sync --src yaml` (skopeo-sync(1)): registries, their repositories, and which images of each.
enum SyncFile {
    /// One repository of a registry.
    struct Entry {
        enum Selection {
            case all
            /// Tags and digests.
            case some([String])
            case like(SyncPattern)
            case within(VersionRange)
        }
        let registry: String
        let repository: String
        let selection: Selection
        let access: Access

        func options(_ common: RegistryOptions) -> RegistryOptions {
            var options = common
            if let credentials = access.credentials { options.credentials = credentials }
            if let verifies = access.verifiesTLS { options.verifiesTLS = verifies }
            if let directory = access.certificateDirectory { options.certificateDirectory = directory }
            return options
        }
    }

    /// How a registry is spoken to.
    struct Access {
        var credentials: RegistryCredentials?
        var verifiesTLS: Bool?
        var certificateDirectory: String?
    }

    static func read(_ path: String) throws(EngineError) -> [Entry] {
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try readFile(path, limit: 16 << 20) } catch {
            throw EngineError("sync: reading the file of images", error)
        }
        do throws(YAMLFault) { return try entries(bytes) } catch { throw EngineError(.invalid, "sync: \(path), \(error)") }
    }

    static func entries(_ bytes: [UInt8]) throws(YAMLFault) -> [Entry] {
        guard let document = try YAML.parse(bytes) else { return [] }
        var found: [Entry] = []
        for registry in try members(document, "the file") { found += try entries(of: registry) }
        return found
    }

    private static func entries(of registry: YAMLMember) throws(YAMLFault) -> [Entry] {
        var access = Access()
        var found: [(String, Entry.Selection)] = []
        for member in try members(registry.value, registry.key) {
            switch member.key {
            case "images":
                for image in try members(member.value, member.key) { found.append((image.key, try chosen(image))) }
            case "images-by-tag-regex":
                for image in try members(member.value, member.key) {
                    let text = try text(image)
                    do throws(SyncPattern.Fault) { found.append((image.key, .like(try SyncPattern(text)))) } catch {
                        throw YAMLFault(line: image.value.line, "the expression of \(image.key): \(error.what)")
                    }
                }
            case "images-by-semver":
                for image in try members(member.value, member.key) {
                    let text = try text(image)
                    do throws(VersionRange.Fault) { found.append((image.key, .within(try VersionRange(text)))) } catch {
                        throw YAMLFault(line: image.value.line, "the versions of \(image.key): \(error.what)")
                    }
                }
            case "credentials": access.credentials = try credentials(member)
            case "tls-verify":
                guard let flag = member.value.flag else { throw YAMLFault(line: member.value.line, "tls-verify is true or false") }
                access.verifiesTLS = flag
            case "cert-dir": access.certificateDirectory = try text(member)
            default:
                throw YAMLFault(line: member.value.line, "\(member.key) of \(registry.key) is not known")
            }
        }
        let complete = access
        return found.map { Entry(registry: registry.key, repository: $0.0, selection: $0.1, access: complete) }
    }

    /// Without any tag it is all of them.
    private static func chosen(_ image: YAMLMember) throws(YAMLFault) -> Entry.Selection {
        if image.value.isNull { return .all }
        guard let items = image.value.items else {
            throw YAMLFault(line: image.value.line, "what stands below \(image.key) is no list of tags and digests")
        }
        var words: [String] = []
        for item in items {
            guard let word = item.text else { throw YAMLFault(line: item.line, "a tag of \(image.key) is no text") }
            words.append(word)
        }
        return words.isEmpty ? .all : .some(words)
    }

    private static func credentials(_ member: YAMLMember) throws(YAMLFault) -> RegistryCredentials {
        var (user, password) = ("", "")
        for part in try members(member.value, member.key) {
            switch part.key {
            case "username": user = try text(part)
            case "password": password = try text(part)
            default: throw YAMLFault(line: part.value.line, "\(part.key) of credentials is not known")
            }
        }
        guard !user.isEmpty else { throw YAMLFault(line: member.value.line, "credentials have no username") }
        return RegistryCredentials(user: user, password: password)
    }

    private static func members(_ node: YAMLNode, _ name: String) throws(YAMLFault) -> [YAMLMember] {
        if node.isNull { return [] }
        guard let members = node.members else { throw YAMLFault(line: node.line, "\(name) is no mapping") }
        return members
    }

    private static func text(_ member: YAMLMember) throws(YAMLFault) -> String {
        guard let text = member.value.text else { throw YAMLFault(line: member.value.line, "\(member.key) is no text") }
        return text
    }
}
