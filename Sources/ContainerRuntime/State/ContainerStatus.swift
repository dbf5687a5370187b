internal import Linux
public import OCISpecification

extension RuntimeDirectory {
    /// Where the container stands, asked of the kernel now.
    public func status(_ record: borrowing RuntimeRecord) throws(RuntimeError) -> RuntimeStatus {
        if record.pid == 0 { return .creating }
        let living = try LivingContainer(record)
        switch living {
        case .none: return .stopped
        case .some: break
        }
        let waits = try doing("look at container", id) { () throws(SystemCallError) in try exists(releasePath) }
        if waits { return .created }
        return try RecordedGroups.isFrozen(record.cgroupPath) ? .paused : .running
    }

    /// The control group that a container without a record was to get; nil when its making had not come so far.
    func intendedControlGroup() -> String? {
        // A file cut off by the interruption is no configuration, and then there was no group yet.
        guard let configuration = try? configuration() else { return nil }
        return Self.controlGroup(of: configuration, id: id)
    }

    /// Where a container is counted: as its configuration says, or by its name.
    public static func controlGroup(of configuration: RuntimeConfiguration, id: String) -> String {
        let path = configuration.linux?.cgroupsPath ?? ""
        return path.isEmpty ? "/apus/\(id)" : path
    }

    /// The container's own configuration as it was when it was made.
    public func configuration() throws(RuntimeError) -> RuntimeConfiguration {
        try ConfigurationFile.read(configurationPath)
    }
}
