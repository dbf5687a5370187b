internal import OCISpecification

extension MountRequest {
    /// Reads `--mount type=TYPE,source=…,destination=…[,OPTION…]`.
    public static func mount(_ text: String, directory: String) throws(EngineError) -> MountRequest {
        var kind: Kind = .volume
        var source = ""
        var destination = ""
        var options: [String] = []
        var mount = MountRequest(kind: .volume, source: "", destination: "")
        for field in CommaFields.split(text) {
            let equals = field.firstIndex(of: "=")
            let key = equals.map { String(field[..<$0]) } ?? field
            let value = equals.map { String(field[field.index(after: $0)...]) }
            func needed() throws(EngineError) -> String {
                guard let value, !value.isEmpty else {
                    throw EngineError(.invalid, "the field \"\(key)\" in --mount \(text) needs a value")
                }
                return value
            }
            func isTrue() throws(EngineError) -> Bool {
                switch value {
                case nil, "true", "1": return true
                case "false", "0": return false
                default:
                    throw EngineError(.invalid, "invalid value \"\(value ?? "")\" for \"\(key)\" in --mount \(text)")
                }
            }
            switch key {
            case "type":
                let name = try needed()
                guard let found = Kind(rawValue: name) else {
                    if ["glob", "ramfs", "artifact", "npipe", "cluster"].contains(name) {
                        throw EngineError(.unsupported, "--mount type=\(name) is not there yet")
                    }
                    throw EngineError(.invalid, "invalid filesystem type \"\(name)\" in --mount \(text)")
                }
                kind = found
            case "source", "src": source = try needed()
            case "destination", "dst", "target": destination = try needed()
            case "readonly", "ro": options.append(try isTrue() ? "ro" : "rw")
            case "rw": options.append(try isTrue() ? "rw" : "ro")
            case "bind-propagation":
                let name = try needed()
                guard
                    ["shared", "rshared", "slave", "rslave", "private", "rprivate", "unbindable", "runbindable"]
                        .contains(name)
                else { throw EngineError(.invalid, "invalid bind-propagation \"\(name)\" in --mount \(text)") }
                options.append(name)
            case "bind-nonrecursive": if try isTrue() { options.append("bind") }
            case "shared", "rshared", "slave", "rslave", "private", "rprivate", "unbindable", "runbindable", "suid",
                "nosuid", "dev", "nodev", "exec", "noexec":
                options.append(key)
            case "tmpfs-size", "size":
                let size = try needed()
                do throws(ByteSizeError) { options.append("size=\(try ByteSize(parsing: size).bytes)") } catch {
                    throw EngineError(.invalid, "invalid size \"\(size)\" in --mount \(text): \(error)")
                }
            case "tmpfs-mode": options.append("mode=\(try needed())")
            case "notmpcopyup": options.append("notmpcopyup")
            case "tmpcopyup": options.append("tmpcopyup")
            case "volume-nocopy": mount.copiesUp = !(try isTrue())
            case "volume-subpath", "subpath": mount.subpath = try needed()
            case "U", "chown": mount.changesOwner = try isTrue()
            case "consistency": break  // docker's hint for other systems
            case "relabel": _ = try needed()  // SELinux: nothing to do where the kernel has none
            default: throw EngineError(.invalid, "invalid mount option \"\(key)\" in --mount \(text)")
            }
        }
        guard !destination.isEmpty else {
            throw EngineError(.invalid, "--mount \(text) has no destination: add destination=/path")
        }
        try checkDestination(destination, text)
        mount.kind = kind
        mount.destination = clean(destination)
        mount.options = options
        switch kind {
        case .bind:
            guard !source.isEmpty else { throw EngineError(.invalid, "--mount \(text) has no source: add source=/path") }
            mount.source = clean(source.hasPrefix("/") ? source : directory + "/" + source)
        case .volume:
            guard source.isEmpty || isName(source) else {
                throw EngineError(
                    .invalid, "invalid volume name \"\(source)\" in --mount \(text): names match [a-zA-Z0-9][a-zA-Z0-9_.-]*")
            }
            mount.source = source
        case .image:
            guard !source.isEmpty else { throw EngineError(.invalid, "--mount \(text) has no source: add source=IMAGE") }
            for option in options where option != "ro" && option != "rw" {
                throw EngineError(.invalid, "invalid mount option \"\(option)\" for type=image in --mount \(text)")
            }
            guard !mount.changesOwner else {
                throw EngineError(.unsupported, "--mount \(text): the owners of an image's files cannot be changed for one container")
            }
            mount.source = source
        case .tmpfs, .devpts:
            guard source.isEmpty else { throw EngineError(.invalid, "--mount \(text): a \(kind) has no source") }
            mount.source = kind.rawValue
        }
        return mount
    }
}

/// Splits at commas as CSV does: a field in double quotes may hold commas, a doubled quote stands for one.
enum CommaFields {
    static func split(_ text: String) -> [String] {
        var fields: [String] = []
        var field = ""
        var quoted = false
        var previousQuote = false
        for character in text {
            if character == "\"" {
                if quoted {
                    previousQuote = true; quoted = false
                } else {
                    if previousQuote { field.append("\"") }
                    quoted = true
                    previousQuote = false
                }
                continue
            }
            previousQuote = false
            if character == "," && !quoted {
                fields.append(field)
                field = ""
            } else {
                field.append(character)
            }
        }
        fields.append(field)
        return fields
    }
}
