import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

/// What the program writes conforms to the schemas of the specification, and what conforms is taken.
@Suite(
    .enabled(if: RuntimeUnderTest.canRun),
    .enabled(if: SpecificationFiles.found != nil, "the source package of the specification could not be fetched"), .serialized)
struct SpecificationConformanceTests {
    private let files = SpecificationFiles.found!

    @Test func `what spec, features and state print conforms to the schemas`() throws {
        let container = try TestContainer("sleep 100")
        let configuration = try JSONSchema(files, "config-schema.json")
        for options in [[], ["--rootless"]] {
            let place = "\(container.path)/spec\(options.count)"
            try makeDirectories(place)
            let made = try container.call(["spec", "--bundle", place] + options)
            try #require(made.status == 0, "\(made.errors)")
            #expect(try configuration.faults(JSONValue(parsing: readFile("\(place)/config.json"))) == [])
        }
        let features = try container.call(["features"])
        #expect(try JSONSchema(files, "features-schema.json").faults(JSONValue(parsing: features.output)) == [])

        try container.write()
        let state = try JSONSchema(files, "state-schema.json")
        let created = try container.call(["create", "--bundle", container.path, container.id])
        try #require(created.status == 0, "\(created.errors)")
        #expect(try state.faults(JSONValue(parsing: container.call(["state", container.id]).output)) == [])
        _ = try container.call(["start", container.id])
        #expect(try state.faults(JSONValue(parsing: container.call(["state", container.id]).output)) == [])
    }

    @Test func `a hook reads a state that conforms to the schema`() throws {
        var container = try TestContainer("true")
        let told = "\(container.path)/told"
        container.configuration.hooks = Hooks(createRuntime: [Hook(path: "/bin/sh", args: ["sh", "-c", "cat > \(told)"])])
        container.configuration.annotations = ["a": "b"]
        let outcome = try container.run()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try JSONSchema(files, "state-schema.json").faults(JSONValue(parsing: readFile(told))) == [])
    }

    /// Each example with our root, first process and directories in place of those of its author.
    @Test func `the large example of the specification is a container`() throws {
        let example = try #require(try files.cases("config", good: true).first { $0.name == "spec-example.json" })
        var configuration = try JSON.decode(RuntimeConfiguration.self, from: example.bytes)
        var container = try TestContainer("true")
        let ours = container.configuration
        configuration.ociVersion = "1.2.0"
        configuration.root = ours.root
        configuration.process?.args = ["sh", "-c", "echo $TERM; hostname; id -u"]
        configuration.process?.env = ["PATH=/bin", "TERM=xterm"]
        configuration.process?.terminal = false
        configuration.process?.apparmorProfile = nil
        configuration.process?.selinuxLabel = nil
        configuration.mounts = configuration.mounts?.filter { $0.type != "bind" && $0.destination != "/sys/fs/cgroup" }
        configuration.hooks = nil
        let (pids, namespaces) = (configuration.linux?.resources?.pids, configuration.linux?.namespaces)
        configuration.linux?.resources = LinuxResources(pids: pids)
        configuration.linux?.cgroupsPath = "/\(container.id)"
        configuration.linux?.uidMappings = nil
        configuration.linux?.gidMappings = nil
        configuration.linux?.mountLabel = nil
        configuration.linux?.intelRdt = nil
        configuration.linux?.namespaces = namespaces?.filter { $0.type != "user" }
        container.configuration = configuration
        let outcome = try container.run()
        #expect(outcome.output == "xterm\n\(configuration.hostname ?? "")\n1\n", "\(outcome.errors)")
    }

    @Test func `the bad cases of the schemas are refused before anything is made`() throws {
        for (name, bytes) in try files.cases("config", good: false) {
            let container = try TestContainer("echo ran")
            var value = (try? JSONValue(parsing: bytes))?.objectValue
            // with a program to run, so that what is refused is what is wrong
            if value != nil {
                value?["process"] = try JSONValue(encoding: container.configuration.process)
                value?["mounts"] = []
            }
            try replaceFile("\(container.path)/config.json", with: value.map { Array(JSONValue.object($0).text.utf8) } ?? bytes)
            let outcome = try container.call(["run", "--bundle", container.path, container.id])
            #expect(outcome.status != 0 && outcome.output == "", "\(name): \(outcome.output)")
            #expect(try !exists("\(container.path)/state/\(container.id)"), "\(name)")
            if name == "linux-hugepage.json" { #expect(contains(outcome.errors, "hugepageLimits"), "\(outcome.errors)") }
        }
    }
}
