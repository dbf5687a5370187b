internal import OCISpecification

/// Which capabilities a container's process has.
enum CapabilitySet {
    /// What podman grants by default (containers.conf(5)), fewer than docker: no CAP_AUDIT_WRITE, MKNOD, NET_RAW.
    static let standard = [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_NET_BIND_SERVICE", "CAP_SETFCAP",
        "CAP_SETGID", "CAP_SETPCAP", "CAP_SETUID", "CAP_SYS_CHROOT",
    ]

    /// Applies `--cap-drop` and `--cap-add` to the default set; `ALL` is every capability that this host can give.
    static func resolve(added: [String], dropped: [String], privileged: Bool, available: [String]) throws(EngineError)
        -> [String]
    {
        let add = try parse(added, "--cap-add")
        let drop = try parse(dropped, "--cap-drop")
        var chosen: Set<String>
        if privileged || add.contains("ALL") {
            chosen = Set(available)
        } else if drop.contains("ALL") {
            chosen = []
        } else {
            chosen = Set(standard)
        }
        for name in drop where name != "ALL" {
            if add.contains(name) {
                throw EngineError(.invalid, "capability \"\(name)\" cannot be dropped and added")
            }
            chosen.remove(name)
        }
        for name in add where name != "ALL" { chosen.insert(name) }
        return chosen.sorted()
    }

    /// What `--cap-add` names, `ALL` written out.
    static func named(_ added: [String], available: [String]) throws(EngineError) -> [String] {
        let names = try parse(added, "--cap-add")
        return names.contains("ALL") ? available : names.sorted()
    }

    private static func parse(_ names: [String], _ option: String) throws(EngineError) -> [String] {
        var found: [String] = []
        for name in names {
            if name.uppercased() == "ALL" {
                found.append("ALL")
                continue
            }
            guard let capability = Capability(parsing: name) else {
                throw EngineError(
                    .invalid, "unknown capability \"\(name)\" in \(option): see capabilities(7) for the names")
            }
            found.append(capability.name)
        }
        return found
    }
}
