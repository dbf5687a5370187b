internal import Seccomp
import JSONText
import Linux
import OCISpecification
import TestSupport

@testable import ContainerRuntime

/// Everything that happens to a configuration before a process is made of it. Errors are what it is for; what must not be is thrown
/// as a finding.
enum ConfigurationExercise {
    static func run(_ bytes: [UInt8]) throws -> Bool {
        guard let configuration = try? JSON.decode(RuntimeConfiguration.self, from: bytes) else {
            _ = try? JSONValue(parsing: bytes)
            return false
        }
        let again = try JSON.encode(configuration)
        guard try JSON.decode(RuntimeConfiguration.self, from: again) == configuration else {
            throw FuzzRun.Finding("what was written is not what was read")
        }
        try parts(configuration)
        return try whole(configuration)
    }

    /// Each part by itself, since the whole ends with the first mistake.
    private static func parts(_ configuration: RuntimeConfiguration) throws {
        tell { () throws(RuntimeError) in
            if let process = configuration.process { _ = try ProcessSettings(process, annotations: configuration.annotations) }
        }
        tell { () throws(RuntimeError) in
            _ = try RootPlan(configuration, root: .directory(path: "/none"), bundle: "/bundle", inUserNamespace: true, pivots: true)
        }
        tell { () throws(RuntimeError) in _ = try HookPlan(configuration) }
        tell { () throws(RuntimeError) in _ = try CapabilityPlan(configuration.process?.capabilities) }
        tell { () throws(RuntimeError) in _ = try MemoryPolicyPlan(configuration.linux?.memoryPolicy) }
        tell { () throws(RuntimeError) in _ = try CacheControlPlan(configuration.linux?.intelRdt, id: "c") }
        tell { () throws(RuntimeError) in _ = try NetworkDevicePlan.list(configuration.linux?.netDevices, hasNamespace: true) }
        tell { () throws(RuntimeError) in _ = try RuntimeDirectory(root: "/r", id: configuration.hostname ?? "") }
        tell { () throws(RuntimeError) in
            for (name, _) in configuration.linux?.sysctl ?? [:] { try KernelParameters.check(name, created: [.network, .ipc], joined: []) }
        }
        tell { () throws(RuntimeError) in
            _ = try CgroupRequest.scope(configuration.linux?.cgroupsPath ?? "", container: "c", isUsers: false)
        }
        if let seccomp = configuration.linux?.seccomp {
            var program: [UInt8] = []
            tell { () throws(RuntimeError) in
                program = try FilterCompilation.compile(seccomp, SeccompListener(configuration)).encoded()
            }
            if !program.isEmpty, try FilterCompilation.decode(program)?.encoded() != program {
                throw FuzzRun.Finding("a filter is not there and back")
            }
        }
        _ = RuntimeWarnings.take()
    }

    private static func whole(_ configuration: RuntimeConfiguration) throws -> Bool {
        var configuration = configuration
        // Nothing of the machine is to be opened.
        let kinds = configuration.linux?.namespaces?.map { LinuxNamespace(type: $0.type) }
        configuration.linux?.namespaces = kinds
        configuration.linux?.intelRdt = nil
        var accepted = false
        tell { () throws(RuntimeError) in
            let namespaces = try NamespacePlan(configuration)
            let request = LaunchRequest(
                id: "c", bundle: "/bundle", configuration: configuration, root: .directory(path: "/none"), streams: StandardStreams(),
                cgroup: CgroupRequest(path: "", manager: .disabled))
            let plan = try LaunchPlan(request, namespaces: namespaces)
            _ = plan.state(process: 1, status: .creating)
            _ = try plan.compileFilter()
            accepted = true
        }
        return accepted
    }

    /// An error is right, and its text can be made.
    private static func tell(_ body: () throws(RuntimeError) -> Void) {
        do throws(RuntimeError) { try body() } catch { _ = "\(error)" }
    }
}
