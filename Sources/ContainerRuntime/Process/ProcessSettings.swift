internal import Linux
internal import OCISpecification

/// `process` of the specification, read and checked before anything is made.
struct ProcessSettings {
    let arguments: [String]
    var environment: [String]
    let workingDirectory: String
    let user: UInt32
    let group: UInt32
    let additionalGroups: [UInt32]
    /// The program keeps the further groups of the runtime, as crun's `run.oci.keep_original_groups` asks.
    let keepsGroups: Bool
    let fileModeMask: UInt32?
    let capabilities: CapabilityPlan
    let limits: [(resource: ResourceLimit.Resource, limit: ResourceLimit)]
    let noNewPrivileges: Bool
    let oomScoreAdjustment: Int?
    let appArmorProfile: String?
    let selinuxLabel: String?
    let terminal: Bool
    let consoleSize: WindowSize?
    let scheduling: SchedulingSettings

    init(
        _ process: borrowing ProcessConfiguration, annotations: [String: String]? = nil
    ) throws(RuntimeError) {
        keepsGroups = annotations?["run.oci.keep_original_groups"].map { $0 != "0" } ?? false
        guard let arguments = process.args, !arguments.isEmpty else {
            throw .invalid("process.args", "there is no program to run")
        }
        self.arguments = arguments
        environment = process.env ?? []
        for line in environment where !line.contains("=") {
            throw .invalid("process.env", "\"\(line)\" has no \"=\"")
        }
        guard process.cwd.hasPrefix("/") else {
            throw .invalid("process.cwd", "\"\(process.cwd)\" is not an absolute path")
        }
        workingDirectory = process.cwd
        user = process.user.uid
        group = process.user.gid
        additionalGroups = process.user.additionalGids ?? []
        if user == .max || group == .max {
            throw .invalid(
                user == .max ? "process.user.uid" : "process.user.gid", "\(UInt32.max) means \"no change\" to the kernel: it is nobody's")
        }
        fileModeMask = process.user.umask
        capabilities = try CapabilityPlan(process.capabilities)
        var limits: [(resource: ResourceLimit.Resource, limit: ResourceLimit)] = []
        for limit in process.rlimits ?? [] {
            guard let resource = ResourceLimit.Resource(name: limit.type) else {
                throw .invalid("process.rlimits", "\"\(limit.type)\" is no limit")
            }
            if limits.contains(where: { $0.resource == resource }) {
                throw .invalid("process.rlimits", "\"\(limit.type)\" is given twice")
            }
            limits.append((resource, ResourceLimit(soft: limit.soft, hard: limit.hard)))
        }
        self.limits = limits
        noNewPrivileges = process.noNewPrivileges ?? false
        oomScoreAdjustment = process.oomScoreAdj
        appArmorProfile = process.apparmorProfile
        selinuxLabel = process.selinuxLabel
        terminal = process.terminal ?? false
        consoleSize = process.consoleSize.map {
            WindowSize(rows: UInt16(clamping: $0.height), columns: UInt16(clamping: $0.width))
        }
        scheduling = try SchedulingSettings(process)
        try SecurityLabels.check(appArmorProfile: appArmorProfile, selinuxLabel: selinuxLabel)
    }
}
