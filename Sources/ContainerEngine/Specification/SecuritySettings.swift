/// What `--security-opt` asks.
struct SecuritySettings {
    var noNewPrivileges = false
    /// A path of a profile; `unconfined` for none.
    var seccomp: String?
    var appArmorProfile: String?
    var masked: [String] = []
    /// Paths that are masked or read-only by default and are not to be; `ALL` for every one.
    var unmasked: [String] = []
    /// Further options of the mount on `/proc`.
    var procOptions: [String] = []

    static func parse(_ options: [String]) throws(EngineError) -> SecuritySettings {
        var settings = SecuritySettings()
        for option in options {
            // podman and docker also take a colon
            let at = option.firstIndex { $0 == "=" || $0 == ":" }
            let key = at.map { String(option[..<$0]) } ?? option
            let value = at.map { String(option[option.index(after: $0)...]) }
            switch (key, value) {
            case ("no-new-privileges", nil), ("no-new-privileges", "true"): settings.noNewPrivileges = true
            case ("no-new-privileges", "false"): settings.noNewPrivileges = false
            case ("seccomp", let value?): settings.seccomp = value
            case ("apparmor", "unconfined"): settings.appArmorProfile = nil
            case ("apparmor", let value?): settings.appArmorProfile = value
            case ("label", _?): break  // SELinux labels: nothing to do where the kernel has none
            case ("mask", let value?): settings.masked += value.split(separator: ":").map(String.init)
            case ("unmask", let value?): settings.unmasked += value.split(separator: ":").map(String.init)
            case ("systempaths", "unconfined"): settings.unmasked.append("ALL")
            case ("proc-opts", let value?) where !value.isEmpty:
                settings.procOptions += value.split(separator: ",").map(String.init)
            default: throw EngineError(.invalid, "invalid --security-opt: \"\(option)\"")
            }
        }
        return settings
    }
}
