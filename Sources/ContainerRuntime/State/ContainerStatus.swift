internal import Linux
package import OCISpecification

extension RuntimeDirectory {
    /// Where the container stands, asked of the kernel now.
    package func status(_ record: borrowing RuntimeRecord) throws(RuntimeError) -> RuntimeStatus {
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

    /// The container's own configuration as it was when it was made.
    package func configuration() throws(RuntimeError) -> RuntimeConfiguration {
        try ConfigurationFile.read(configurationPath)
    }
}
