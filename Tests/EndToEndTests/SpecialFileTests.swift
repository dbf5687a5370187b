import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// Files that a user names may be devices: they are written to and stay.
    @Suite(.enabled(if: TestedEngine.isOurs)) struct SpecialFiles {
        private let node = "rm -f sink; mknod sink c 1 3; "
        private let still = "; code=$?; test -c sink || echo the device is gone; exit $code"

        @Test func `devices given as files to write stay devices`() throws {
            try withSandbox { box in
                try box.check(node + "apus save -q -o sink busybox" + still, is: "")
                try box.check(node + "apus create --name c busybox true > id; apus export -o sink c" + still, is: "")
                try box.check(node + "apus run --rm --pidfile sink busybox true" + still, is: "")
                try box.check(node + "apus run --rm --log-driver k8s-file --log-opt path=$PWD/sink --log-opt max-size=1k --log-opt max-file=2 busybox seq 1 1000 > out" + still, is: "")
                try box.check("ls sink*", is: "sink")
                try box.check(node + "apus cp c:/etc/hosts sink" + still, code: 125, is: "", says: ["is a device"])
                // one that fails half-way
                try box.check(
                    node + "apus run -d --name gone busybox sleep 100 > id; (apus export -o sink gone & apus rm -f -t 0 gone > id; wait) 2> errors; test -c sink && echo there", code: nil, is: "there")
                try box.check("apus rm c")
            }
        }
    }
}
