internal import OCISpecification

extension ConfigurationBuilder {
    /// The process: program, environment, user, rights and limits.
    func process(_ security: SecuritySettings) throws(EngineError) -> ProcessConfiguration {
        let capabilities = try CapabilitySet.resolve(
            added: request.capabilitiesAdded, dropped: request.capabilitiesDropped, privileged: request.privileged,
            available: input.host.capabilities)
        // As podman and docker: a process of another user than root gets only what was asked for by name, and only root
        // has effective capabilities from the start.
        let explicit = try CapabilitySet.named(request.capabilitiesAdded, available: input.host.capabilities)
        let isRoot = input.user.user == 0
        let held = isRoot ? capabilities : explicit
        let sets = LinuxCapabilities(
            bounding: capabilities, effective: held, inheritable: [], permitted: held, ambient: isRoot ? [] : explicit)
        return ProcessConfiguration(
            terminal: request.terminal,
            user: User(
                uid: input.user.user, gid: input.user.group, umask: request.umask,
                additionalGids: input.groups.isEmpty ? nil : input.groups),
            cwd: input.workingDirectory,
            env: input.environment,
            args: input.arguments,
            rlimits: rlimits(),
            apparmorProfile: security.appArmorProfile,
            capabilities: sets,
            noNewPrivileges: security.noNewPrivileges,
            oomScoreAdj: request.outOfMemoryScoreAdjustment)
    }

    private func rlimits() -> [POSIXRlimit]? {
        if request.ulimits.isEmpty { return nil }
        return request.ulimits.map { POSIXRlimit(type: $0.type, hard: $0.hard, soft: $0.soft) }
    }
}
