// A worker of the benchmark over hnswlib in C++. The protocol and the files are described in the
// package page of dev.akin.bench.peer, the data set's layout in DatasetFormat.
#include <hnswlib/hnswlib.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iostream>
#include <memory>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr size_t kM = 16;
constexpr size_t kEfConstruction = 200;

// Processor time of this thread.
int64_t cpu_time() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int64_t now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

struct Dataset {
  int32_t dimension = 0, rows = 0, queries = 0, truth_k = 0;
  std::vector<float> query_values;
  std::string path;

  explicit Dataset(const std::string &file) : path(file) {
    std::ifstream in(file, std::ios::binary);
    char magic[8];
    in.read(magic, 8);
    if (!in || std::memcmp(magic, "AKINANN1", 8) != 0) throw std::runtime_error("not a data set");
    in.read(reinterpret_cast<char *>(&dimension), 4);
    in.read(reinterpret_cast<char *>(&rows), 4);
    in.read(reinterpret_cast<char *>(&queries), 4);
    in.read(reinterpret_cast<char *>(&truth_k), 4);
    query_values.resize(static_cast<size_t>(queries) * dimension);
    in.seekg(64 + static_cast<int64_t>(rows) * dimension * 4);
    in.read(reinterpret_cast<char *>(query_values.data()), query_values.size() * 4);
    if (!in) throw std::runtime_error("data set too short");
  }

  const float *query(int i) const {
    return query_values.data() + static_cast<size_t>(i) * dimension;
  }
};

class Driver {
 public:
  Driver(Dataset dataset, std::string folder)
      : dataset_(std::move(dataset)), folder_(std::move(folder)), space_(dataset_.dimension) {}

  std::string build(int threads) {
    int64_t start = now();
    index_ = std::make_unique<hnswlib::HierarchicalNSW<float>>(
        &space_, dataset_.rows, kM, kEfConstruction);
    std::atomic<int> next{0};
    std::vector<std::thread> workers;
    for (int t = 0; t < threads; t++) {
      workers.emplace_back([&] { insert(next); });
    }
    for (auto &worker : workers) worker.join();
    int64_t nanos = now() - start;
    std::string file = folder_ + "/hnswlib.bin";
    index_->saveIndex(file);
    std::ifstream saved(file, std::ios::binary | std::ios::ate);
    std::ostringstream answer;
    answer << "ok nanos=" << nanos << " bytes=" << static_cast<int64_t>(saved.tellg())
           << " about=hnswlib C++ M " << kM << " efConstruction " << kEfConstruction
           << ", g++ " << __VERSION__ << " -O3 -march=native"
#if defined(__AVX512F__)
           << ", AVX-512"
#elif defined(__AVX2__)
           << ", AVX2"
#endif
        ;
    return answer.str();
  }

  std::string find(int parameter, int k) {
    prepare(parameter, k);
    std::vector<int32_t> ordinals(static_cast<size_t>(dataset_.queries) * k, -1);
    long before_distances = index_->metric_distance_computations;
    for (int q = 0; q < dataset_.queries; q++) {
      auto found = index_->searchKnn(dataset_.query(q), k);
      while (!found.empty()) {
        ordinals[static_cast<size_t>(q) * k + found.size() - 1] =
            static_cast<int32_t>(found.top().second);
        found.pop();
      }
    }
    long distances = index_->metric_distance_computations - before_distances;
    write("ordinals.i32", ordinals.data(), ordinals.size() * 4);
    return "ok distances=" + std::to_string(distances);
  }

  std::string time(int parameter, int k, int64_t warmup, int64_t nanos) {
    prepare(parameter, k);
    int q = 0;
    for (int64_t end = now() + warmup; now() < end;) {
      run(q, k);
    }
    std::vector<int64_t> latencies;
    latencies.reserve(1 << 20);
    int64_t cpu_start = cpu_time();
    int64_t start = now(), last = start;
    while (last - start < nanos) {
      run(q, k);
      int64_t after = now();
      latencies.push_back(after - last);
      last = after;
    }
    int64_t cpu = cpu_time() - cpu_start;
    write("latencies.i64", latencies.data(), latencies.size() * 8);
    std::ostringstream answer;
    answer << "ok runs=" << latencies.size() << " nanos=" << last - start << " cpu=" << cpu;
    return answer.str();
  }

 private:
  void prepare(int parameter, int k) {
    if (!index_) throw std::runtime_error("build first");
    index_->setEf(std::max(parameter, k));
  }

  void insert(std::atomic<int> &next) {
    constexpr int kBlock = 256;
    std::ifstream in(dataset_.path, std::ios::binary);
    std::vector<float> block(static_cast<size_t>(kBlock) * dataset_.dimension);
    for (int from = next.fetch_add(kBlock); from < dataset_.rows; from = next.fetch_add(kBlock)) {
      int count = std::min(kBlock, dataset_.rows - from);
      in.seekg(64 + static_cast<int64_t>(from) * dataset_.dimension * 4);
      in.read(reinterpret_cast<char *>(block.data()),
              static_cast<int64_t>(count) * dataset_.dimension * 4);
      for (int i = 0; i < count; i++) {
        index_->addPoint(block.data() + static_cast<size_t>(i) * dataset_.dimension, from + i);
      }
    }
  }

  void run(int &q, int k) {
    auto found = index_->searchKnn(dataset_.query(q), k);
    if (found.empty()) throw std::runtime_error("a search found nothing");
    q = q + 1 == dataset_.queries ? 0 : q + 1;
  }

  void write(const std::string &name, const void *bytes, size_t length) const {
    std::ofstream out(folder_ + "/" + name, std::ios::binary);
    out.write(static_cast<const char *>(bytes), static_cast<std::streamsize>(length));
    if (!out) throw std::runtime_error("cannot write " + name);
  }

  Dataset dataset_;
  std::string folder_;
  hnswlib::InnerProductSpace space_;
  std::unique_ptr<hnswlib::HierarchicalNSW<float>> index_;
};

int64_t field(const std::string &line, const std::string &name) {
  size_t at = line.find(" " + name + "=");
  if (at == std::string::npos) throw std::runtime_error("no field " + name);
  return std::stoll(line.substr(at + name.size() + 2));
}

}  // namespace

int main(int argc, char **argv) {
  if (argc < 3) {
    std::cerr << "usage: " << argv[0] << " DATASET FOLDER\n";
    return 2;
  }
  try {
    Driver driver{Dataset(argv[1]), argv[2]};
    std::string line;
    while (std::getline(std::cin, line) && line != "quit") {
      try {
        if (line.rfind("build ", 0) == 0) {
          std::cout << driver.build(static_cast<int>(field(line, "threads"))) << std::endl;
        } else if (line.rfind("find ", 0) == 0) {
          std::cout << driver.find(static_cast<int>(field(line, "parameter")),
                                   static_cast<int>(field(line, "k")))
                    << std::endl;
        } else if (line.rfind("time ", 0) == 0) {
          std::cout << driver.time(static_cast<int>(field(line, "parameter")),
                                   static_cast<int>(field(line, "k")), field(line, "warmup"),
                                   field(line, "nanos"))
                    << std::endl;
        } else {
          std::cout << "error unknown request: " << line << std::endl;
        }
      } catch (const std::exception &e) {
        std::cout << "error " << e.what() << std::endl;
      }
    }
  } catch (const std::exception &e) {
    std::cerr << e.what() << std::endl;
    return 1;
  }
  return 0;
}
