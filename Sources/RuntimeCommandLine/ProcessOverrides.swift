internal import OCISpecification

/// What `exec` changes of the container's own process.
struct ProcessOverrides: Sendable {
    var terminal = false
    var workingDirectory: String?
    var environment: [String] = []
    var user: (uid: UInt32, gid: UInt32?)?
    var groups: [UInt32] = []
    var capabilities: [String] = []
    var noNewPrivileges: Bool?
    var selinuxLabel: String?
    var appArmorProfile: String?

    func apply(to process: inout ProcessConfiguration) {
        process.terminal = terminal
        process.consoleSize = nil
        if let workingDirectory { process.cwd = workingDirectory }
        for line in environment {
            let name = line.prefix { $0 != "=" } + "="
            process.env = (process.env ?? []).filter { !$0.hasPrefix(name) } + [line]
        }
        if let user {
            process.user = User(
                uid: user.uid, gid: user.gid ?? process.user.gid, umask: process.user.umask,
                additionalGids: process.user.additionalGids)
            // What a user holds of capabilities is for root only, as execve(2) would have it.
            if user.uid != 0 {
                process.capabilities?.effective = []
                process.capabilities?.permitted = []
                process.capabilities?.ambient = []
            }
        }
        if !groups.isEmpty { process.user.additionalGids = (process.user.additionalGids ?? []) + groups }
        if !capabilities.isEmpty { addCapabilities(to: &process) }
        if let noNewPrivileges { process.noNewPrivileges = noNewPrivileges }
        if let selinuxLabel { process.selinuxLabel = selinuxLabel }
        if let appArmorProfile { process.apparmorProfile = appArmorProfile }
    }

    private func addCapabilities(to process: inout ProcessConfiguration) {
        var sets = process.capabilities ?? LinuxCapabilities()
        sets.bounding = (sets.bounding ?? []) + capabilities
        sets.effective = (sets.effective ?? []) + capabilities
        sets.permitted = (sets.permitted ?? []) + capabilities
        // Programs of others than root come to hold them only through the ambient set, which needs the inheritable one.
        if process.user.uid != 0 {
            sets.inheritable = (sets.inheritable ?? []) + capabilities
            sets.ambient = (sets.ambient ?? []) + capabilities
        }
        process.capabilities = sets
    }
}
