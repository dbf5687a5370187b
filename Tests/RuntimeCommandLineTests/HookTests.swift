import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

@Suite(.enabled(if: RuntimeUnderTest.canRun), .serialized) struct HookTests {
    private func hook(_ script: String, timeout: Int? = nil) -> Hook {
        Hook(path: "/bin/busybox", args: ["sh", "-c", script], env: ["PATH=/bin:/usr/bin"], timeout: timeout)
    }

    private func text(_ path: String) -> String { (try? readFile(path)).map { String(decoding: $0, as: UTF8.self) } ?? "" }

    @Test func `hooks run in the namespaces that the specification names`() throws {
        var container = try TestContainer("readlink /proc/self/ns/mnt; readlink /proc/self/ns/net")
        let path = container.path
        func tell(_ file: String) -> [Hook] {
            [hook("exec /bin/busybox sh -c 'for n in mnt net; do /bin/busybox readlink /proc/self/ns/$n; done > \(file)'")]
        }
        container.configuration.hooks = Hooks(
            createRuntime: tell("\(path)/runtime"), createContainer: tell("\(path)/container"),
            startContainer: tell("/start"), poststart: tell("\(path)/after"), poststop: tell("\(path)/stop"))
        let outcome = try container.run()
        #expect(outcome.status == 0, "\(outcome.errors)")
        let host = try ["mnt", "net"].map { try readSymlink("/proc/self/ns/\($0)").display + "\n" }.joined()
        let inside = outcome.output
        #expect(inside != host)
        #expect(text("\(path)/runtime") == host)
        #expect(text("\(path)/container") == inside)
        #expect(text("\(container.rootfs)/start") == inside)
        #expect(text("\(path)/after") == host)
        #expect(text("\(path)/stop") == host)
    }

    @Test func `each hook reads the state of its moment`() throws {
        var container = try TestContainer("true")
        container.configuration.annotations = ["org.example.key": "value"]
        let path = container.path
        func keep(_ name: String) -> [Hook] { [hook("/bin/busybox cat > \(path)/\(name)")] }
        container.configuration.hooks = Hooks(
            prestart: keep("prestart"), createRuntime: keep("createRuntime"), createContainer: keep("createContainer"),
            startContainer: [hook("/bin/busybox cat > /startContainer")], poststart: keep("poststart"),
            poststop: keep("poststop"))
        try container.write()
        let created = try container.call(["create", "--bundle", path, container.id])
        try #require(created.status == 0, "\(created.errors)")
        #expect(text("\(path)/poststart") == "")
        let started = try container.call(["start", container.id])
        #expect(started.status == 0, "\(started.errors)")
        for _ in 0..<100 {
            if try container.call(["state", container.id]).output.contains("stopped") { break }
            pause(nanoseconds: 10_000_000)
        }
        #expect(try container.call(["delete", container.id]).status == 0)
        let moments = [
            ("\(path)/prestart", "creating"), ("\(path)/createRuntime", "creating"), ("\(path)/createContainer", "creating"),
            ("\(container.rootfs)/startContainer", "created"), ("\(path)/poststart", "running"), ("\(path)/poststop", "stopped"),
        ]
        for (file, status) in moments {
            let state = try JSONValue(parsing: text(file))
            #expect(state["id"]?.stringValue == container.id, "\(file)")
            #expect(state["bundle"]?.stringValue == path, "\(file)")
            #expect(state["annotations"]?["org.example.key"]?.stringValue == "value", "\(file)")
            #expect(state["status"]?.stringValue == status || !RuntimeUnderTest.isOurs, "\(file): \(state.text)")
        }
    }

    @Test func `a hook that fails at its moment fails the container, names itself and leaves nothing`() throws {
        for moment in ["prestart", "createRuntime", "createContainer", "startContainer", "poststart"] {
            var container = try TestContainer("sleep 100")
            let bad = [hook("echo because of \(moment) >&2; exit 3")]
            var hooks = Hooks()
            switch moment {
            case "prestart": hooks.prestart = bad
            case "createRuntime": hooks.createRuntime = bad
            case "createContainer": hooks.createContainer = bad
            case "startContainer": hooks.startContainer = bad
            default: hooks.poststart = bad
            }
            hooks.poststop = [hook("echo stopped > \(container.path)/stopped")]
            container.configuration.hooks = hooks
            let outcome = try container.run()
            #expect(outcome.status != 0, "\(moment)")
            if RuntimeUnderTest.isOurs {
                #expect(outcome.errors.contains("\(moment)[0]") && outcome.errors.contains("because of \(moment)"), "\(outcome.errors)")
                #expect(try names(in: "\(container.path)/state").isEmpty, "\(moment)")
            }
            #expect(text("\(container.path)/stopped") == "stopped\n" || !RuntimeUnderTest.isOurs, "\(moment)")
            #expect(try container.call(["state", container.id]).status != 0)
        }
    }

    @Test(.enabled(if: RuntimeUnderTest.isOurs)) func `a poststop hook that fails is a warning, and the next one runs`() throws {
        var container = try TestContainer("exit 4")
        container.configuration.hooks = Hooks(
            poststop: [hook("exit 9"), hook("sleep 20", timeout: 1), hook("echo third > \(container.path)/third")])
        let outcome = try container.run()
        #expect(outcome.status == 4)
        #expect(outcome.errors.contains("warning") && outcome.errors.contains("poststop[0]"), "\(outcome.errors)")
        #expect(outcome.errors.contains("poststop[1]") && outcome.errors.contains("killed after 1 seconds"))
        #expect(text("\(container.path)/third") == "third\n")
    }

    @Test func `a hook has its own arguments and environment and nothing of the runtime's`() throws {
        var container = try TestContainer("true")
        let script =
            "echo $0 $1 $HOOKED; /bin/busybox env | /bin/busybox grep -c SWIFT; ls /proc/self/fd > \(container.path)/fds; :"
        container.configuration.hooks = Hooks(createRuntime: [
            Hook(
                path: "/bin/busybox",
                args: [
                    "sh", "-c",
                    script,
                    "zero", "one",
                ],
                env: ["HOOKED=yes"])
        ])
        container.configuration.annotations = ["run.oci.hooks.stdout": "\(container.path)/told"]
        let outcome = try container.run()
        #expect(outcome.status == 0, "\(outcome.errors)")
        if RuntimeUnderTest.path?.contains("runc") != true {
            #expect(text("\(container.path)/told") == "zero one yes\n0\n")
        }
        if RuntimeUnderTest.isOurs { #expect(text("\(container.path)/fds") == "0\n1\n2\n3\n") }
    }
}
