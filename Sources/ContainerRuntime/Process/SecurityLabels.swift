internal import Linux

/// The label of a mandatory access control that the program gets when it is executed.
enum SecurityLabels {
    /// `proc` is the host's procfs, opened before anything of the container was in reach (CVE-2019-16884,
    /// CVE-2025-52881: a container's own could be a fake).
    static func apply(
        appArmorProfile: String?, selinuxLabel: String?, proc: borrowing Descriptor
    ) throws(RuntimeError) {
        if let profile = appArmorProfile, !profile.isEmpty, profile != "unconfined" || hasAppArmor(proc) {
            try write(
                "exec \(profile)", to: ["self/attr/apparmor/exec", "self/attr/exec"], proc, "process.apparmorProfile")
        }
        if let label = selinuxLabel, !label.isEmpty {
            try write(label, to: ["self/attr/exec"], proc, "process.selinuxLabel")
        }
    }

    /// Before anything is made: a label that nothing would enforce is an error, not a wish.
    static func check(appArmorProfile: String?, selinuxLabel: String?) throws(RuntimeError) {
        if let profile = appArmorProfile, !profile.isEmpty, profile != "unconfined",
            (try? readFile("/sys/module/apparmor/parameters/enabled", limit: 16))?.first != 89  // "Y"
        {
            throw .unsupported("process.apparmorProfile", "AppArmor is not enabled in this kernel")
        }
        if let label = selinuxLabel, !label.isEmpty, (try? exists("/sys/fs/selinux/enforce")) != true {
            throw .unsupported("process.selinuxLabel", "SELinux is not enabled in this kernel")
        }
    }

    /// `TYPE:NAME` of what a process has to have, as criu takes it; nil leaves it what it was.
    static func profile(of process: ProcessSettings) -> String? {
        if let profile = process.appArmorProfile, !profile.isEmpty { return "apparmor:\(profile)" }
        if let label = process.selinuxLabel, !label.isEmpty { return "selinux:\(label)" }
        return nil
    }

    private static func hasAppArmor(_ proc: borrowing Descriptor) -> Bool {
        (try? exists("self/attr/apparmor/exec", at: proc.number)) == true
    }

    private static func write(
        _ text: String, to paths: [String], _ proc: borrowing Descriptor, _ field: String
    ) throws(RuntimeError) {
        for (index, path) in paths.enumerated() {
            do throws(SystemCallError) { return try writeControlFile(path, text, at: proc.number) } catch {
                if error.errno == .noEntry && index + 1 < paths.count { continue }
                throw RuntimeError(doing: "apply \(field)", subject: text, cause: error)
            }
        }
    }
}
