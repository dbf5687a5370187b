internal import OCISpecification

/// Fields of the specification that ask for what this runtime does not do: an error that names them, never silence.
enum UnsupportedFields {
    static func check(_ configuration: borrowing RuntimeConfiguration) throws(RuntimeError) {
        if let section = configuration.foreignSections.first {
            throw .unsupported(section, "this runtime makes Linux containers without a virtual machine")
        }
        if let line = configuration.process?.commandLine, !line.isEmpty {
            throw .unsupported("process.commandLine", "it is for Windows")
        }
        if let limits = configuration.linux?.resources?.hugepageLimits { try HugePageSizes.check(limits) }
    }
}
